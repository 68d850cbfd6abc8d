"""The notice to the entrusting party under the privacy act."""

from duties.incidents.papers import incident_samples as incident
from papers.samples import pages_of


def test_it_has_the_nine_items_and_says_which_are_not_known_yet():
    paper = incident.notice()
    letter, *rest = pages_of("statutory-notice", paper)
    printed = "".join(rest)
    places = [printed.find(f"{n}{item.label}") for n, item in enumerate(paper.items, start=1)]
    assert -1 not in places
    assert places == sorted(places)
    assert "3本人の数確定1,048人" in printed
    assert "7公表の実施状況未確定判明し次第、通知します。" in printed
    assert (
        "未確定の事項二次被害又はそのおそれの有無及び内容、本人への対応の実施状況、公表の実施状況、再発防止のための措置"
        in printed
    )
    assert "個人情報の漏えい等の通知書（速報）" in printed
    assert "通知書（速報）第1版" in letter


def test_it_cites_act_and_rule_as_given_and_stands_for_the_contractors_own_report():
    letter = pages_of("statutory-notice", incident.notice(act="甲法第１条", rule="乙規則第２条"))[0]
    assert "甲法第１条及び乙規則第２条の規定に基づき" in letter
    assert "自らの個人情報保護委員会への報告及び本人への通知に代えます。" in letter


def test_without_a_release_it_does_not_claim_one():
    pages = pages_of("statutory-notice", incident.notice(released=False))
    assert not any("に代えます" in page for page in pages)


def test_it_shows_the_tests_and_the_dates_that_run():
    printed = "".join(pages_of("statutory-notice", incident.notice())[1:])
    assert "２該当する場合の確かめ" in printed
    assert "本人の数が1,000人を超えるか（事業者）該当する1,048人" in printed
    assert "３進んでいる期限" in printed
    assert "確報委託者令和8年12月21日" in printed


def test_dates_alone_are_the_second_part():
    printed = "".join(pages_of("statutory-notice", incident.notice(tests=()))[1:])
    assert "該当する場合の確かめ" not in printed
    assert "２進んでいる期限" in printed
    assert "進んでいる期限" not in "".join(pages_of("statutory-notice", incident.notice(dates=())))
