"""The commands for whoever administers the database of a ledger."""

import click

from ledger.cli import examples, options
from ledger.errors import Refused


@click.group(
    "admin",
    help="For who administers a ledger in a database.",
    epilog="Example:  ledger admin --help",
    no_args_is_help=True,
)
def admin_command() -> None:
    """Administer a ledger."""


@admin_command.command(
    "sql",
    help="Print the SQL that makes an empty ledger in a database, to be read and run by its administrator: the tables, "
    "the triggers that refuse UPDATE, DELETE and TRUNCATE, and the roles owner, writer, auditor and reader, each with "
    "what it needs and no more. No connection is made. With --roles only the roles, for a ledger that "
    "`ledger init` has made.",
    epilog=examples.example("ledger --ledger postgresql://db.example.org/talks admin sql"),
)
@click.option("--origin", metavar="NAME", help="What its checkpoints call it for ever, as example.org/talks.")
@click.option("--roles", is_flag=True, help="Only the roles and their rights.")
@click.pass_context
def sql_command(ctx: click.Context, origin: str | None, roles: bool) -> None:
    """Print the SQL of a ledger."""
    from ledger.store import Store, Url, postgres_schema

    options.must_be_text(ctx)
    where = ctx.obj["ledger"]
    if not isinstance(where, Url):
        raise Refused(
            f"{where} is a file, and its tables are made by init",
            field="ledger",
            remedy="ledger --ledger postgresql://host/database admin sql",
        )
    schema = where.schema
    click.echo(f"-- A ledger in the schema {schema}. To run it: psql --single-transaction -f FILE DATABASE")
    if not roles:
        click.echo(postgres_schema.owned(schema, Store.heading(where, origin)), nl=False)
    click.echo(postgres_schema.roles(schema), nl=False)
    click.echo(f"-- A user who is to record:  CREATE ROLE anna LOGIN IN ROLE {schema}_writer;")
