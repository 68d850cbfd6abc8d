"""What the screens can do, the API can: every address of a page with its operations, or why it has none."""

from tests.access.asking import table
from tests.duties.worlds import worlds

# Why a page has none, with its addresses.
ONLY_ON_SCREENS = {
    "somebody signs in, or shows who they are: no token stands for that": """
        invitation account_login account_logout mfa_authenticate password_reset sign_in_leave mfa_login_webauthn
        passkey_options account_change_password mfa_index mfa_activate_totp mfa_add_webauthn passkey_new_options
        mfa_generate_recovery_codes factor_remove session_end sessions_end account_reauthenticate account_inactive
        sign_in_policy provider_back provider_entrance provider_go provider_settings provider_try provider_demand
        provider_remove""",
    "a token makes no ways in": "tokens token_revoke programs program program_end program_token_revoke",
    "for somebody without an account, who has no token": """
        notified answer_by_link answer_paper hold_by_link""",
    "a page's own need": "contract_here set_language health api_description api_docs api_nothing",
}
ANSWERS = """writing_receive writing_endorse writing_accept writing_return writing_withdraw writing_record writing_confirm
    writing_contest writing_time"""
BY_OPERATIONS = {
    "portfolio": "contracts proposals",
    "organisation_accounts": "accounts",
    "organisation_account_suspend": "account_suspend",
    "organisation_account_restore": "account_restore",
    "own_records": "me_records",
    "proposal": "proposal proposal_confirm proposal_decline",
    "subcontracts": "subcontracts_list",
    "subcontract_new": "subcontract_open",
    "contract": "contract duties clauses todo",
    "clause": "clauses duties terms term_propose term_answer",
    "contract_access": "sittings_read people_list invitations access_read access_choices",
    "contract_invite": "people_invite",
    "contract_invitation_resend": "invitation_resend",
    "contract_roster_access": "roster_people",
    "contract_roster_invite": "roster_people_invite",
    "access_suspend": "access_suspend",
    "access_lift": "access_lift",
    "stand_in_name": "stand_in_name",
    "stand_in_end": "stand_in_end",
    "audit_grant": "audit_grant",
    "audit_looks": "audit_looks",
    "audit_end": "audit_end",
    "ledger": "ledger_entries ledger_checkpoint ledger_growth ledger_receipt ledger_witnesses",
    "ledger_growth": "ledger_growth",
    "ledger_stamp": "ledger_stamp ledger_stamps",
    "witness_name": "ledger_witness_name ledger_cosign ledger_refused",
    "witness_end": "ledger_witness_end",
    "ledger_verify": "ledger_verify",
    "notices": "notices",
    "notice_seen": "notices_see",
    "notice_acknowledge": "notice_acknowledge",
    "notice_settings": "settings_read channels",
    "notice_address": "settings_address",
    "notice_mail": "settings_mail",
    "notice_mail_test": "settings_mail_try",
    "notice_hours": "settings_hours",
    "notices_send": "notices_send",
    "notices_drop": "notices_drop",
    "channel_new": "channel_add_chat channel_add_lineworks_webhook channel_add_lineworks channel_add_webhook",
    "channel_edit": """channel_change_chat channel_change_lineworks_webhook channel_change_lineworks
        channel_change_webhook""",
    "channel_test": "channel_try",
    "channel_remove": "channel_take_away",
    "subscriptions": "webhooks",
    "subscription_new": "webhook_add",
    "subscription": "webhook_read webhook_change webhook_deliveries",
    "subscription_do": "webhook_remove webhook_renew webhook_try webhook_stop webhook_start webhook_send_again",
    "contract_subscriptions": "contract_webhooks",
    "contract_subscription_new": "contract_webhook_add",
    "contract_subscription": "contract_webhook_read contract_webhook_change contract_webhook_deliveries",
    "contract_subscription_do": """contract_webhook_remove contract_webhook_renew contract_webhook_try
        contract_webhook_stop contract_webhook_start contract_webhook_send_again""",
    "contract_new": "contract_open annexes",
    "contract_settings": "contract contract_dates",
    "contract_date": "contract_date_set",
    "contract_date_agree": "contract_date_agree",
    "contract_date_refuse": "contract_date_refuse",
    "contract_date_paper": "contract_date_record",
    "contract_date_scan": "contract_date_scan",
    "contract_annex": "packs_list pack_changes",
    "contract_pack_propose": "pack_propose",
    "contract_pack_agree": "pack_agree",
    "contract_pack_refuse": "pack_refuse",
    "contract_pack_paper": "pack_record",
    "contract_pack_scan": "pack_scan",
    "contract_pack_file": "pack_file",
    "contract_role_end": "people_end",
    "contract_invitation_withdraw": "invitation_withdraw",
    "me": "me me_held me_erasure_requests",
    "me_export": "me_export",
    "me_erasure": "me_erasure_ask",
    "personal_data": "erasure_requests erasures_coming retention_periods",
    "retention_period": "retention_period_set",
    "erasure_request": "erasure_request_held erasure_request_answer",
    "keeping": "keeping_read",
    "hold_place": "keeping_hold",
    "hold_renew": "keeping_renew",
    "hold_lift": "keeping_lift",
    "keep_longer": "keeping_longer",
    "plan": "plan_in_force plan_versions",
    "plan_version": "plan_version plan_roster plan_comparison",
    "plan_correct": "plan_correct",
    "plan_review": "draft plan_comparison",
    "plan_open": "draft_open",
    "plan_cover": "draft_cover",
    "plan_roster": "roster line_remove",
    "plan_entry_new": "line_add",
    "plan_entry": "line_put line_patch line_remove",
    "plan_contacts": "draft_contacts",
    "plan_workplaces": "draft_workplaces",
    "plan_preview": "draft_preview",
    "plan_submit": "draft_submit",
    "plan_discard": "draft_discard",
    "roster_import_new": "roster_imports roster_import_begin roster_import",
    "roster_import": "roster_import_read roster_import_decide",
    "roster_import_changes": "roster_import_changes roster_import_take",
    "roster_import_discard": "roster_import_discard",
    "roster_export": "plan_roster_file",
    "roster_template": "template_check template_fill",
    "submissions": "writings",
    "decision_rule": "decision_rule_read decision_rule_set answer_addresses answer_address_record",
    "submission": f"writing_read {ANSWERS}",
    "answer_links": "answer_links answer_link_addresses answer_link_make",
    "answer_link_withdraw": "answer_link_end",
    "answer_address_remove": "answer_address_remove",
    "paper": "paper",
    "receipt": "receipt",
}
for world in worlds():
    BY_OPERATIONS |= world.operations


def test_every_page_has_its_operations_or_a_reason_to_have_none():
    names = set(table())
    pages = {name for name in names if not name.startswith("api:")}
    reasons = [ONLY_ON_SCREENS, *(world.only_on_screens for world in worlds())]
    without = {name for each in reasons for named in each.values() for name in named.split()}
    assert pages == BY_OPERATIONS.keys() | without, "say which operations do what a new page does"
    assert BY_OPERATIONS.keys().isdisjoint(without)
    operations = {name.removeprefix("api:") for name in names if name.startswith("api:")}
    told = {name for each in BY_OPERATIONS.values() for name in each.split()}
    assert operations == told, "and which page does what a new operation does"
