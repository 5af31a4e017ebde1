"""Random organisations, and the rule of visibility in plain Python: the oracle the database is held against.

The rule in words is in docs/architecture.md ("Who sees what"). Nothing here reads the product's SQL.
"""

from dataclasses import dataclass, field

from hypothesis import strategies as st

SCOPES = ["own", "team", "department", "tree", "all"]
VERBS = ["see", "create", "edit", "delete", "export", "assign"]
KINDS = [
    "customer",
    "contact",
    "entry",
    "task",
    "promise",
    "order",
    "opportunity",
    "lead",
    "quote",
    "accountplan",
    "contract",
    "payment",
]


@dataclass
class Role:
    """One role: per kind a scope and the verbs."""

    grants: dict[str, tuple[str, frozenset[str]]]


@dataclass
class Person:
    """A member; numbers point into the organisation's lists."""

    department: int | None
    manager: int | None
    roles: list[int]
    active: bool


@dataclass
class Organisation:
    """Departments (parent numbers), people, roles, customers (owner numbers), collaborations, tasks (owner, creator)."""

    departments: list[int | None]
    roles: list[Role]
    people: list[Person]
    customers: list[int | None]
    collaborations: dict[tuple[int, int], bool]
    tasks: list[tuple[int | None, int]]
    moves: list[tuple[str, int, int | None]] = field(default_factory=list)

    def moved(self) -> "Organisation":
        """The organisation after its moves: people change department or manager, departments hang elsewhere."""
        for what, who, where in self.moves:
            if what == "department":
                self.people[who].department = where
            elif what == "manager":
                self.people[who].manager = where
            elif what == "deactivate":
                self.people[who].active = False
            elif what == "owner":
                self.customers[who] = where
            else:
                self.departments[who] = where
        return self

    def verbs(self, person: int, kind: str) -> set[str]:
        """What a person's roles add up to for a kind."""
        found: set[str] = set()
        for role in self.people[person].roles:
            found |= self.roles[role].grants.get(kind, ("own", frozenset()))[1]
        return found

    def may(self, person: int, verb: str, kind: str) -> bool:
        """A deactivated member may nothing."""
        return self.people[person].active and verb in self.verbs(person, kind)

    def below(self, department: int) -> set[int]:
        """A department and everything under it."""
        found = {department}
        while more := {n for n, parent in enumerate(self.departments) if parent in found} - found:
            found |= more
        return found

    def subordinates(self, person: int) -> set[int]:
        """A person and everybody who reports to him, over any number of steps."""
        found = {person}
        while more := {n for n, one in enumerate(self.people) if one.manager in found} - found:
            found |= more
        return found

    def owners_in(self, scope: str, me: int) -> set[int]:
        """The members whose records a scope shows."""
        mine = self.people[me].department
        everybody = range(len(self.people))
        if scope == "team":
            return self.subordinates(me)
        if scope == "department":
            return {me} | {n for n in everybody if mine is not None and self.people[n].department == mine}
        if scope == "tree":
            under = self.below(mine) if mine is not None else set()
            return {me} | {n for n in everybody if self.people[n].department in under}
        return {me}

    def in_scope(self, me: int, kind: str, owner: int | None) -> bool:
        """Whether a record of `kind` with this owner is in one of the scopes of my roles that show the kind."""
        if not self.people[me].active:
            return False
        for role in self.people[me].roles:
            scope, verbs = self.roles[role].grants.get(kind, ("own", frozenset()))
            if "see" in verbs and (scope == "all" or owner in self.owners_in(scope, me)):
                return True
        return False

    def sees_customer(self, me: int, customer: int) -> bool:
        """In scope, or shared with me while my roles show customers."""
        shared = (customer, me) in self.collaborations and self.may(me, "see", "customer")
        return self.in_scope(me, "customer", self.customers[customer]) or shared

    def reaches_customer(self, me: int, customer: int) -> bool:
        """In scope, or shared with me to edit: the condition for writing on a customer, before asking for the verb."""
        edits = self.collaborations.get((customer, me), False) and self.may(me, "see", "customer")
        return self.in_scope(me, "customer", self.customers[customer]) or edits

    def sees_hanging(self, me: int, kind: str, customer: int | None) -> bool:
        """What hangs on a customer is seen with him, if my roles show that kind; what hangs on nobody by scope all."""
        if not self.may(me, "see", kind):
            return False
        if customer is None:
            return any(
                self.roles[r].grants.get("customer", ("own", frozenset()))[0] == "all"
                and "see" in self.roles[r].grants["customer"][1]
                for r in self.people[me].roles
                if "customer" in self.roles[r].grants
            )
        return self.sees_customer(me, customer)

    def sees_task(self, me: int, task: int) -> bool:
        """In scope, or given by me."""
        owner, creator = self.tasks[task]
        return self.in_scope(me, "task", owner) or (creator == me and self.people[me].active)

    def sees_contract(self, me: int, number: int) -> bool:
        """Contracts have owners and a scope of their own, like opportunities."""
        return self.in_scope(me, "contract", self.tasks[number][0])

    def sees_quote(self, me: int, number: int) -> bool:
        """A quote is seen as its owner's; the task of the same number says who that is."""
        return self.in_scope(me, "quote", self.tasks[number][0])

    def sees_opportunity(self, me: int, number: int) -> bool:
        """In scope, whoever sees its customer; each task's owner has one too."""
        return self.in_scope(me, "opportunity", self.tasks[number][0])

    def sees_lead(self, me: int, number: int) -> bool:
        """In scope, or nobody's and his to claim; each task's owner has one too."""
        owner = self.tasks[number][0]
        claims = self.may(me, "see", "lead") and self.may(me, "edit", "lead")
        return self.in_scope(me, "lead", owner) or (owner is None and claims)


def roles() -> st.SearchStrategy[Role]:
    """Roles with random scopes and verbs; most show what they grant, as real ones do."""
    verbs = st.sets(st.sampled_from(VERBS)).map(frozenset) | st.just(frozenset(VERBS)) | st.just(frozenset({"see"}))
    grant = st.tuples(st.sampled_from(SCOPES), verbs)
    return st.dictionaries(st.sampled_from(KINDS), grant, min_size=1, max_size=len(KINDS)).map(Role)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Nested departments, chains of managers, several roles each, shared customers, then moves and deactivations."""
    departments = [None if n == 0 else draw(st.sampled_from([None, *range(n)])) for n in range(draw(st.integers(1, 6)))]
    known = draw(st.lists(roles(), min_size=1, max_size=4))
    people = [
        Person(
            department=draw(st.sampled_from([None, *range(len(departments))])),
            manager=draw(st.sampled_from([None, *range(n)])) if n else None,
            roles=draw(st.lists(st.integers(0, len(known) - 1), max_size=2, unique=True)),
            active=draw(st.sampled_from([True, True, True, False])),
        )
        for n in range(draw(st.integers(2, 6)))
    ]
    somebody = st.integers(0, len(people) - 1)
    customers = draw(st.lists(st.none() | somebody, min_size=2, max_size=8))
    shares = st.dictionaries(st.tuples(st.integers(0, len(customers) - 1), somebody), st.booleans(), max_size=5)
    organisation = Organisation(
        departments=departments,
        roles=known,
        people=people,
        customers=customers,
        collaborations=draw(shares),
        tasks=draw(st.lists(st.tuples(st.none() | somebody, somebody), max_size=5)),
    )
    for _ in range(draw(st.integers(0, 5))):
        organisation.moves.append(draw(move(organisation)))
    return organisation


@st.composite
def move(draw: st.DrawFn, organisation: Organisation) -> tuple[str, int, int | None]:
    """One reorganisation that keeps both trees trees (numbers only ever point to smaller ones)."""
    what = draw(st.sampled_from(["department", "manager", "deactivate", "owner", "hang"]))
    if what == "owner":
        return (
            what,
            draw(st.integers(0, len(organisation.customers) - 1)),
            draw(st.none() | st.integers(0, len(organisation.people) - 1)),
        )
    if what == "hang":
        who = draw(st.integers(0, len(organisation.departments) - 1))
        return what, who, draw(st.sampled_from([None, *range(who)]))
    who = draw(st.integers(0, len(organisation.people) - 1))
    if what == "department":
        return what, who, draw(st.sampled_from([None, *range(len(organisation.departments))]))
    return what, who, draw(st.sampled_from([None, *range(who)])) if what == "manager" else None
