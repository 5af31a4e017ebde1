from guanxi.customers.models.address import Address
from guanxi.customers.models.collaboration import Collaboration
from guanxi.customers.models.contact import Contact
from guanxi.customers.models.customer import Customer
from guanxi.customers.models.fact import Fact
from guanxi.customers.models.identity import Channel, Identity
from guanxi.customers.models.tag import Tag
from guanxi.customers.models.tie import Tie

__all__ = ["Address", "Channel", "Collaboration", "Contact", "Customer", "Fact", "Identity", "Tag", "Tie"]
