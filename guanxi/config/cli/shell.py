"""`guanxi shell`."""

import code

import click

from guanxi.config import database


@click.command()
@click.option("--as", "mail", required=True, help="Mail address of the member in whose name you act.")
@click.option("-c", "--command", "statement", help="Run this instead of asking for input.")
def command(*, mail: str, statement: str | None) -> None:
    """A Python shell that sees and may do what one member sees and may do.

    Everything happens in one transaction: it is kept when the shell is left in the ordinary way (Ctrl-D).
    """
    with database.up():
        database.start_django()
        from django.apps import apps

        from guanxi.core.actor import acting_as
        from guanxi.staff.models import Member

        try:
            member = Member.objects.get(email__iexact=mail, is_active=True)
        except Member.DoesNotExist as error:
            raise click.ClickException(f"There is no active member with the address {mail}.") from error
        models = {model.__name__: model for model in apps.get_models() if model.__module__.startswith("guanxi.")}
        with acting_as(member.pk, through="shell") as actor:
            names = {**models, "actor": actor, "member": member}
            if statement:
                exec(compile(statement, "<command>", "exec"), names)  # noqa: S102 - a shell runs what it is told
            else:
                code.interact(
                    banner=f"Acting as {member} <{member.email}>. Ctrl-D keeps, exit(1) discards.", local=names
                )
