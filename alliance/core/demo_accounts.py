"""The people of the demo, with a known password: only the demo makes them (`alliance.site.demo_people`)."""

from dataclasses import dataclass

PASSWORD = "alliance-demo"  # noqa: S105 - published on purpose: it opens the demo's accounts and no others


@dataclass(frozen=True)
class DemoAccount:
    """Somebody who signs in to the demo."""

    name: str
    role: str
    opens_admin: bool = False

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


ACCOUNTS = (
    DemoAccount("admin", "may do everything", opens_admin=True),
    DemoAccount("editor", "UNESCO: writes and reviews news, pages and evidence", opens_admin=True),
    DemoAccount("calls", "UNESCO: runs calls for good practices"),
    DemoAccount("focal.ec", "focal point of Ecuador", opens_admin=True),
    DemoAccount("deputy.ec", "deputy focal point of Ecuador", opens_admin=True),
    DemoAccount("focal.cl", "focal point of Chile", opens_admin=True),
    DemoAccount("focal.br", "focal point of Brazil, in Portuguese", opens_admin=True),
    DemoAccount("analyst.bo", "member of a ministry, Bolivia"),
    DemoAccount("coordinator", "coordinates the network on AI in education"),
    DemoAccount("reviewer.cr", "reviewer, Costa Rica"),
    DemoAccount("reviewer.uy", "reviewer, Uruguay"),
    DemoAccount("facilitator", "facilitates courses, in English"),
    DemoAccount("learner.ht", "member of a ministry, Haiti, in French"),
    DemoAccount("applicant.pe", "an applicant, not a member"),
)
