"""Who may see what, in one table. Every door is held to it: `doors` says how each is opened, `world` what stands behind it.

A cross means "sees it". ``self`` is the person whom the row is about; a dash means that there is nobody to ask.

- visitor: not signed in. applicant: has an account, and does not belong to the alliance.
- member: belongs to it, and shares no network with anybody here.
- fellow: a member of both networks. coordinator: coordinates both.
- holder: holds the seat of the country that everything here belongs to.
- staff: works for the secretariat.
"""

READERS = ("visitor", "applicant", "member", "fellow", "coordinator", "holder", "staff", "self")

TABLE = """
kind          state         visitor  applicant  member  fellow  coordinator  holder  staff  self

profile       public           x         x        x       x          x         x       x      x
profile       members          .         .        x       x          x         x       x      x
profile       networks         .         .        .       x          x         .       x      x
profile       staff            .         .        .       .          .         .       x      x
profile       left             .         .        .       .          .         .       .      -

phone         public           x         x        x       x          x         x       x      x
phone         members          .         .        x       x          x         x       x      x
phone         networks         .         .        .       x          x         .       x      x
phone         staff            .         .        .       .          .         .       x      x

topic         public           x         x        x       x          x         x       x      x
topic         members          .         .        x       x          x         x       x      x
topic         networks         .         .        .       x          x         .       x      x
topic         staff            .         .        .       .          .         .       x      x

network       public           x         x        x       x          x         x       x      -
network       closed           .         .        .       x          x         .       x      -
network       archived         x         x        x       x          x         x       x      -
network       draft            .         .        .       .          .         .       .      -
network       merged           .         .        .       .          .         .       .      -

membership    public           x         x        x       x          x         x       x      x
membership    members          .         .        x       x          x         x       x      x
membership    networks         .         .        .       x          x         .       x      x
membership    staff            .         .        .       .          x         .       x      x
membership    closed           .         .        .       x          x         .       x      x

request       asks             .         .        .       .          x         .       x      -

file          public           x         x        x       x          x         x       x      -
file          members          .         .        .       x          x         .       x      -
file          closed           .         .        .       x          x         .       x      -

announcement  open             .         .        .       x          x         .       x      -
announcement  closed           .         .        .       x          x         .       x      -

shelf         open             x         x        x       x          x         x       x      -
shelf         closed           .         .        .       x          x         .       x      -
shelf         draft            .         .        .       .          .         .       .      -

room          public           x         x        x       x          x         x       x      -
room          members          .         .        x       x          x         x       x      -
room          network          .         .        .       x          x         .       x      -
room          closed           .         .        .       x          x         .       x      -
room          draft            .         .        .       .          .         .       x      -
room          merged           .         .        .       .          .         .       x      -

message       public           x         x        x       x          x         x       x      -
message       members          .         .        x       x          x         x       x      -
message       network          .         .        .       x          x         .       x      -
message       closed           .         .        .       x          x         .       x      -
message       draft            .         .        .       .          .         .       x      -
message       merged           .         .        .       .          .         .       x      -
message       deleted          .         .        .       .          .         .       .      -
message       hidden           .         .        .       .          .         .       x      -

attached      public           x         x        x       x          x         x       x      -
attached      members          .         .        x       x          x         x       x      -
attached      network          .         .        .       x          x         .       x      -
attached      closed           .         .        .       x          x         .       x      -
attached      draft            .         .        .       .          .         .       x      -
attached      merged           .         .        .       .          .         .       x      -
attached      deleted          .         .        .       .          .         .       .      -
attached      hidden           .         .        .       .          .         .       x      -
attached      waiting          .         .        .       .          .         .       .      -

vote          public           x         x        x       x          x         x       x      -
vote          members          .         .        x       x          x         x       x      -
vote          network          .         .        .       x          x         .       x      -
vote          closed           .         .        .       x          x         .       x      -
vote          kept             .         .        .       .          x         .       x      -

kept          members          .         .        .       .          .         .       x      -
kept          network          .         .        .       .          x         .       x      -
kept          closed           .         .        .       .          x         .       x      -

invitation    sent             .         .        .       .          .         x       x      -
invitation    newcomer         .         .        .       .          x         x       x      -

join_request  waiting          .         .        .       .          .         x       x      -
join_request  elsewhere        .         .        .       .          .         .       x      -
join_request  unconfirmed      .         .        .       .          .         .       x      -

seat_notes    written          .         .        .       .          .         x       x      -

holding       public           x         x        x       x          x         x       x      x
holding       staff            .         .        .       .          .         .       x      x

practice      live             x         x        x       x          x         x       x      -
practice      draft            .         .        .       .          .         .       .      -

programme     live             x         x        x       x          x         x       x      -
programme     draft            .         .        .       .          .         .       .      -

page          live             x         x        x       x          x         x       x      -
page          signed_in        .         x        x       x          x         x       x      -
page          draft            .         .        .       .          .         .       .      -
"""

EDITORS = ("member", "holder", "newsroom", "staff")

IN_THE_ADMIN = """
kind          state          member  holder  newsroom  staff

practice      live              .       x       c        x
practice      draft             .       x       .        x
practice      foreign_live      .       .       c        x
practice      foreign_draft     .       .       .        x

programme     live              .       x       c        x
programme     draft             .       x       .        x
programme     foreign_live      .       .       c        x
programme     foreign_draft     .       .       .        x

institution   own               .       c       c        x
institution   shared            .       c       c        x
institution   foreign           .       .       c        x
institution   draft             .       .       .        x

network       public            .       c       c        x
network       archived          .       c       c        x
network       closed            .       .       c        x
network       draft             .       .       .        x
network       merged            .       .       .        x

profile       public            .       c       c        x
profile       members           .       c       c        x
profile       networks          .       .       c        x
profile       staff             .       .       c        x
profile       left              .       .       .        x

membership    public            .       c       c        x
membership    members           .       c       c        x
membership    networks          .       .       c        x
membership    staff             .       .       c        x
membership    closed            .       .       c        x

request       asks              .       .       c        x

holding       public            .       c       x        x
holding       staff             .       .       x        x

account       public            .       .       .        .

outbox        written           .       .       .        .

page          live              .       c       x        x
page          signed_in         .       .       x        x
page          draft             .       .       x        x

picture       kept              .       .       x        x

document      kept              .       .       x        x
"""
"""The same for the admin. A cross: works on it there. ``c``: is offered it where something is chosen, and no more.

- member: belongs to the alliance. holder: holds the seat of a country, and so writes its records.
- newsroom: writes news. staff: works for the secretariat; administrators alone see accounts and what is sent.
"""


def rows(
    table: str = TABLE, readers: tuple[str, ...] = READERS, yes: str = "x"
) -> dict[tuple[str, str], dict[str, bool]]:
    """Return for each kind and state who sees it; who cannot be asked is missing. Raises ValueError for a crooked table."""
    heading, *lines = [line.split() for line in table.strip().splitlines() if line.strip()]
    if tuple(heading[2:]) != readers:
        raise ValueError("The heading names other readers.")
    found = {}
    for kind, state, *cells in lines:
        if len(cells) != len(readers) or set(cells) - set("x.-c"):
            raise ValueError(f"{kind} {state}: {cells}")
        found[kind, state] = {reader: cell in yes for reader, cell in zip(readers, cells, strict=True) if cell != "-"}
    return found


def seen_by(reader: str, kind: str) -> set[str]:
    """Return the states of this kind that the reader sees."""
    return {state for (each, state), cells in rows().items() if each == kind and cells.get(reader)}


def states(kind: str) -> set[str]:
    """Return all states of this kind."""
    return {state for each, state in rows() if each == kind}


def in_the_admin(editor: str, kind: str, *, offered: bool) -> set[str]:
    """Return the states of this kind that the editor works on; with ``offered`` also those that choosers show."""
    found = rows(IN_THE_ADMIN, EDITORS, "xc" if offered else "x")
    return {state for (each, state), cells in found.items() if each == kind and cells[editor]}
