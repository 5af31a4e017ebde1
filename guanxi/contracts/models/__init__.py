from guanxi.contracts.models.contract import Contract, Instalment
from guanxi.contracts.models.invoice import BillingTitle, Invoice
from guanxi.contracts.models.payment import Allocation, Payment

__all__ = ["Allocation", "BillingTitle", "Contract", "Instalment", "Invoice", "Payment"]
