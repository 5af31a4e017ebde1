"""Why a row was rejected, in the reader's language: loaders' reasons here, those of values and readers in `values`."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.intake.values import Problem, describe
from guanxi.intake.values.describe import SENTENCES as VALUES

SENTENCES: dict[str, Promise] = {
    "missing": _("This is required."),
    "held_hidden": _("“%(value)s” is held by a customer you may not see."),
    "held_by": _("“%(value)s” belongs to “%(name)s”."),
    "repeated": _("“%(value)s” belongs to another customer further up, in row %(row)s."),
    "not_editable": _("You may see this customer but not change it."),
    "customer_gone": _("The customer that this row went into is no longer there."),
    "customer_unknown": _("There is no such customer."),
    "customer_ambiguous": _("Several customers are called “%(value)s”. Use the customer number."),
    "tie_itself": _("A customer does not lead to itself."),
    "tie_second": _("Another customer is noted already as the one who brought this customer."),
    "contract_unknown": _("There is no contract “%(value)s” that you see."),
    "not_in_force": _("Payments come in for contracts that are signed and not void."),
    "other_currency": _("The contract is in %(currency)s."),
    "no_amount": _("“%(value)s” is no amount: it is more than 0 and has at most two decimals."),
    "more_than_owed": _("That is more than the %(owed)s that are still owed."),
    "ends_before": _("It ends before it starts."),
    "too_many_instalments": _("There are 1 to %(most)s instalments, of at least a cent each."),
    "book_unknown": _("There is no price book “%(value)s”."),
    "book_currency": _("The price book is in %(currency)s."),
    "price_range": _("“%(value)s” is no price: it is 0 or more and has at most four decimals."),
    "floor_above": _("The floor “%(value)s” lies above the price of %(price)s."),
    "floor_not_allowed": _("Your roles do not allow to set floor prices and costs. Leave these columns out."),
    "quantity_range": _("“%(value)s” is no quantity: it is more than 0 and has at most three decimals."),
    "currency_letters": _("“%(value)s” is no currency: give its three letters, such as CNY."),
    "own_currency": _("%(currency)s is the company's own currency; it is worth 1."),
    "rate_range": _("“%(value)s” is no rate: it is more than 0 and has at most eight decimals."),
    "part_itself": _("A bundle is not in itself."),
    "part_is_bundle": _("“%(value)s” is a bundle itself. Put its parts in instead."),
    "bundle_is_part": _("“%(value)s” is part of a bundle and cannot be one itself."),
    "product_unknown": _("There is no product “%(value)s”."),
    "stage_unknown": _("There is no stage “%(value)s” in a pipeline that is in use."),
    "order_hidden": _("The order number “%(value)s” is taken by an order you may not see."),
    "owner_unknown": _("There is no colleague “%(value)s”."),
    "owner_ambiguous": _("Several colleagues are called “%(value)s”. Use the mail address."),
    "manager_unknown": _("There is no colleague “%(value)s”."),
    "manager_ambiguous": _("Several colleagues are called “%(value)s”. Use the mail address."),
    "role_unknown": _("There is no role “%(value)s”."),
    "department_unknown": _("There is no department “%(value)s”."),
    "nobody_in_department": _("Nobody works in the department “%(department)s”."),
    "may_not_assign": _("Your roles do not let you hand customers to others."),
    "may_not_make_contacts": _("Your roles do not let you create contacts."),
    "no_correspondent": _("Nobody outside the company wrote or received this mail."),
    "in_the_future": _("The date lies in the future."),
    "not_allowed": _("Your roles do not allow this row."),
    "refused_by_database": _("The database refused this row (%(detail)s)."),
}


def tell(problem: dict[str, Any]) -> str:
    """The sentence of a stored problem ({field, code, params})."""
    code, params = problem["code"], problem.get("params", {})
    if code == "refused":  # said by an action of another package, in the language of whoever ran the import
        return str(params["sentence"])
    if code in SENTENCES:
        return str(str(SENTENCES[code]) % params)
    if code in VALUES:
        return describe(Problem(code, params))
    return str(code)
