"""The rules that wait for something to be held for so long, each with its parts: one file, one line."""

from vision.datatypes import SettledSpan
from vision.rules import (
    appearance_mixed_uniform,
    appearance_uniform_mismatch,
    conduct_eating,
    conduct_reading,
    conduct_smoking,
    desk_private_items,
    phone_call,
    phone_handling,
    phone_handling_sum,
    phone_while_serving,
    posture_dozing,
    posture_grooming,
    posture_leaning_back,
    posture_legs_crossed,
    posture_slumped,
    presence_away_mid_service,
    presence_closed_unapproved,
    presence_customer_unattended,
    presence_declaration_overdue,
    presence_early_close,
    presence_late_open,
    presence_left_customer_at_close,
    presence_not_ready,
    presence_outsider,
    presence_overtime,
    presence_sign_missing,
    presence_sign_misuse,
    presence_sign_shown,
)
from vision.rules.rule import HeldLimits, Rule

RULES: dict[str, Rule[SettledSpan]] = {
    presence_customer_unattended.TYPE: presence_customer_unattended.RULE,
    presence_away_mid_service.TYPE: presence_away_mid_service.RULE,
    presence_sign_shown.TYPE: presence_sign_shown.RULE,
    presence_declaration_overdue.TYPE: presence_declaration_overdue.RULE,
    presence_not_ready.TYPE: presence_not_ready.RULE,
    presence_late_open.TYPE: presence_late_open.RULE,
    presence_early_close.TYPE: presence_early_close.RULE,
    presence_left_customer_at_close.TYPE: presence_left_customer_at_close.RULE,
    presence_overtime.TYPE: presence_overtime.RULE,
    presence_sign_missing.TYPE: presence_sign_missing.RULE,
    presence_sign_misuse.TYPE: presence_sign_misuse.RULE,
    presence_closed_unapproved.TYPE: presence_closed_unapproved.RULE,
    posture_dozing.TYPE: posture_dozing.RULE,  # before what it swallows
    posture_slumped.TYPE: posture_slumped.RULE,
    posture_leaning_back.TYPE: posture_leaning_back.RULE,
    phone_handling.TYPE: phone_handling.RULE,
    phone_handling_sum.TYPE: phone_handling_sum.RULE,
    phone_call.TYPE: phone_call.RULE,
    phone_while_serving.TYPE: phone_while_serving.RULE,
    appearance_uniform_mismatch.TYPE: appearance_uniform_mismatch.RULE,
    posture_legs_crossed.TYPE: posture_legs_crossed.RULE,
    posture_grooming.TYPE: posture_grooming.RULE,
    conduct_eating.TYPE: conduct_eating.RULE,
    conduct_smoking.TYPE: conduct_smoking.RULE,
    conduct_reading.TYPE: conduct_reading.RULE,
    desk_private_items.TYPE: desk_private_items.RULE,
    appearance_mixed_uniform.TYPE: appearance_mixed_uniform.RULE,
    presence_outsider.TYPE: presence_outsider.RULE,
}
"""In the order in which they judge."""

UNPROVED = frozenset(rule for rule in RULES if rule.partition(".")[0] in {"posture", "phone", "appearance"})
"""Rules about how people behave and dress: what they find has not been measured to be right nineteen times in twenty.
A site has them off until it puts them on trial itself."""

UNMEASURED = frozenset(
    {
        posture_legs_crossed.TYPE,
        posture_grooming.TYPE,
        conduct_eating.TYPE,
        conduct_smoking.TYPE,
        conduct_reading.TYPE,
        desk_private_items.TYPE,
        presence_outsider.TYPE,
    }
)
"""Rules whose facts only a taught head could tell, and none can be taught yet: a site may not put them in use."""

DEFAULTS: dict[str, HeldLimits] = {name: rule.defaults for name, rule in RULES.items()}
"""The limits of the rule book."""
