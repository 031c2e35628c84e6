"""Problems in Chinese.

The engine tells in English what is wrong. Here stands the Chinese of each of its texts, by area; `in_chinese` finds it.
A text that has none is shown in English; `tests/console/test_chinese_catalogue.py` names it and its line.
"""

from console.chinese.catalogue import in_chinese

__all__ = ["in_chinese"]
