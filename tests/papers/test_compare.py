"""Old and new, cut where they differ."""

from hypothesis import given
from hypothesis import strategies as st

from kokoroe.papers.compare import Span, compare

texts = st.text(alphabet="見本市山田000-12、 \n", max_size=30)


@given(texts, texts)
def test_the_spans_of_each_side_joined_are_that_side(old, new):
    left, right = compare(old, new)
    assert "".join(span.text for span in left) == old
    assert "".join(span.text for span in right) == new


@given(texts, texts)
def test_what_is_not_underlined_is_the_same_on_both_sides(old, new):
    left, right = compare(old, new)
    kept = ["".join(span.text for span in side if not span.changed) for side in (left, right)]
    assert kept[0] == kept[1]


@given(texts)
def test_equal_texts_have_nothing_underlined(text):
    assert all(not span.changed for side in compare(text, text) for span in side)


def test_an_added_part_is_underlined_and_the_rest_is_not():
    old, new = compare("本社 ５階", "本社 ５階、第二ビル ２階")
    assert old == (Span("本社 ５階"),)
    assert new == (Span("本社 ５階"), Span("、第二ビル ２階", changed=True))


def test_unlike_texts_are_underlined_whole():
    assert compare("運用監視センター", "例示 花子") == (
        (Span("運用監視センター", changed=True),),
        (Span("例示 花子", changed=True),),
    )


def test_what_did_not_exist_has_no_spans():
    assert compare("", "見本 三郎") == ((), (Span("見本 三郎", changed=True),))
