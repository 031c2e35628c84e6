"""One rulebook is in force; a rule is in force since it came, not since it was last published."""

from store import Store
from tests.store.builders import DAY, NOON

FILES = {"rules/dunning.yaml": b"rules: []", "rules/table.xlsx": b"\x00\xff"}


def test_before_the_first_publication_none_is_in_force(store: Store):
    assert store.rulebooks.in_force() is None
    assert store.rulebooks.activations() == {}


def test_a_published_rulebook_is_in_force_and_kept_byte_by_byte(store: Store):
    store.rulebooks.publish(FILES, "h1", ["birthday"], NOON, by="li")

    in_force = store.rulebooks.in_force()
    assert in_force is not None
    assert (in_force.hash, in_force.published_at, in_force.published_by) == ("h1", NOON, "li")
    assert store.rulebooks.files("h1") == FILES


def test_a_rule_keeps_its_activation_while_it_stays(store: Store):
    store.rulebooks.publish(FILES, "h1", ["birthday", "dunning"], NOON)
    store.rulebooks.publish(FILES, "h2", ["birthday", "winback"], NOON + DAY)

    assert store.rulebooks.activations() == {"birthday": NOON, "winback": NOON + DAY}


def test_a_rule_that_comes_back_is_activated_anew(store: Store):
    """Going back to an older rulebook is a publication too."""
    store.rulebooks.publish(FILES, "h1", ["birthday"], NOON)
    store.rulebooks.publish(FILES, "h2", [], NOON + DAY)
    store.rulebooks.publish(FILES, "h1", ["birthday"], NOON + DAY * 2)

    assert store.rulebooks.activations() == {"birthday": NOON + DAY * 2}
    assert [each.hash for each in store.rulebooks.history()] == ["h1", "h2", "h1"]


def test_the_same_rulebook_once_more_changes_nothing(store: Store):
    store.rulebooks.publish(FILES, "h1", ["birthday"], NOON)
    store.rulebooks.publish(FILES, "h1", ["birthday"], NOON + DAY)

    assert [each.published_at for each in store.rulebooks.history()] == [NOON]
    assert store.rulebooks.activations() == {"birthday": NOON}


def test_a_share_that_is_lowered_keeps_the_moment_since_which_its_customers_were_in_force(store: Store):
    store.rulebooks.publish(FILES, "h1", ["birthday", "birthday@50"], NOON)
    store.rulebooks.publish(FILES, "h2", ["birthday", "birthday@20"], NOON + DAY)

    assert store.rulebooks.activations() == {"birthday": NOON, "birthday@20": NOON}


def test_each_share_that_a_rule_grows_to_keeps_its_own_activation(store: Store):
    store.rulebooks.publish(FILES, "h1", ["birthday", "birthday@20"], NOON)
    store.rulebooks.publish(FILES, "h2", ["birthday", "birthday@50"], NOON + DAY)
    store.rulebooks.publish(FILES, "h3", ["birthday"], NOON + DAY * 2)

    assert store.rulebooks.activations() == {
        "birthday": NOON,
        "birthday@20": NOON,
        "birthday@50": NOON + DAY,
        "birthday@100": NOON + DAY * 2,
    }
