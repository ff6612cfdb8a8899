"""People: passwords, invitations, keys, sessions and organisations, as they are met on the pages."""

import re
from uuid import uuid4

import httpx
from playwright.async_api import Page, expect
from tests.browser.desk import PHONE, Desk, Window
from tests.server import RunningServer

PASSWORD = "correct horse battery staple"
PAGES = {
    "/settings": "Organisation",
    "/settings/members": "Members",
    "/settings/keys": "API keys",
    "/settings/sessions": "Profile and sessions",
    "/settings/appearance": "Appearance",
}


async def newcomer(desk: Desk, role: str = "viewer") -> tuple[Window, str]:
    """Sign a new person in by a link; return their window and address."""
    who = f"person-{uuid4().hex}@example.com"
    added = desk.server.remit("members", "add", who, "--role", role, "--name", f"A {role}")
    assert added.returncode == 0, added.stderr
    window = await desk.blank()
    await window.page.goto(desk.server.sign_in_link("--member", who))
    await window.is_live()
    return window, who


async def chooses_password(window: Window) -> None:
    """Set the person's first password."""
    await window.page.goto(f"{window.url}/settings/sessions")
    await window.page.get_by_label("New password").fill(PASSWORD)
    await window.page.get_by_role("button", name="Set the password").click()
    await expect(window.page.get_by_text("You have a password")).to_be_visible()


async def signs_in(page: Page, who: str, password: str = PASSWORD) -> None:
    form = page.get_by_role("form", name="Sign in")
    await form.get_by_label("E-mail address").fill(who)
    await form.get_by_label("Password").fill(password)
    await page.keyboard.press("Enter")


async def test_who_has_a_password_comes_back_to_the_page_they_wanted(desk: Desk) -> None:
    window, who = await newcomer(desk)
    await chooses_password(window)
    await window.judged("profile")
    await window.page.get_by_role("button", name="Account of").click()
    await window.page.get_by_role("menuitem", name="Sign out").click()
    await expect(window.page.get_by_role("heading", name="Sign in to Remit")).to_be_visible()
    await window.page.goto(f"{window.url}/settings/keys")
    await signs_in(window.page, who, "not the password at all")
    await expect(window.page.get_by_role("alert")).to_contain_text("do not belong together")
    await expect(window.page.get_by_label("Password")).to_be_focused()
    await window.judged("sign-in-refused")
    await window.page.get_by_label("Password").fill(PASSWORD)
    await window.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(window.page.get_by_role("heading", name="API keys", level=1)).to_be_visible()
    await window.is_live()


async def test_the_sign_in_page_leads_on_and_nowhere_else(desk: Desk) -> None:
    window, who = await newcomer(desk)
    await chooses_password(window)
    for next, title in (("/settings/appearance", "Appearance"), ("//evil.example/", "Home")):
        fresh = await desk.blank()
        await fresh.page.goto(f"{fresh.url}/sign-in?next={next}")
        email = fresh.page.get_by_label("E-mail address")
        await expect(email).to_have_attribute("autocomplete", "username")
        await expect(fresh.page.get_by_label("Password")).to_have_attribute(
            "autocomplete", "current-password"
        )
        await signs_in(fresh.page, who)
        await fresh.is_live()
        assert fresh.page.url.startswith(f"{fresh.url}/")
        await expect(fresh.page).to_have_title(re.compile(f"^{title}|^Remit$"))


async def test_an_invited_person_joins(desk: Desk) -> None:
    owner = await desk.open("owner", "/settings/members")
    who = f"new-{uuid4().hex}@example.com"
    await owner.page.get_by_role("button", name="Invite a person").click()
    dialog = owner.page.get_by_role("dialog")
    await dialog.get_by_label("E-mail address").fill("not an address")
    await dialog.get_by_role("button", name="Make the link").click()
    await expect(dialog).to_contain_text("This is no e-mail address")
    await dialog.get_by_label("E-mail address").fill(who)
    await dialog.get_by_label("Role").select_option("builder")
    await expect(dialog).to_contain_text("Makes and promotes agents")
    await owner.judged("invite")
    await dialog.get_by_role("button", name="Make the link").click()
    link = await dialog.get_by_label("the invitation link", exact=True).inner_text()
    await dialog.get_by_role("button", name="Done").click()
    waiting = owner.page.get_by_role("listitem").filter(has_text=who)
    await expect(waiting).to_contain_text("Waiting")
    await owner.judged("members")

    guest = await desk.blank()
    await guest.page.goto(link)
    await expect(guest.page.get_by_role("heading", name="Join Main")).to_be_visible()
    await guest.judged("invitation")
    await guest.page.get_by_label("Your name").fill("نورة 🌱 <b>New</b>")
    await guest.page.get_by_label("Password").fill("short")
    await guest.page.get_by_role("button", name="Join").click()
    await expect(guest.page.get_by_text("Choose at least 12 characters.")).to_be_visible()
    await guest.page.get_by_label("Password").fill(PASSWORD)
    await guest.page.get_by_role("button", name="Join").click()
    await guest.is_live()
    await expect(guest.page.get_by_role("button", name="Account of نورة")).to_be_visible()

    await owner.page.reload()
    await expect(owner.page.get_by_role("row").filter(has_text=who)).to_contain_text("Builder")
    late = await desk.blank()
    await late.page.goto(link)
    await expect(late.page.get_by_role("alert")).to_contain_text("was accepted")


async def test_an_invitation_is_withdrawn(desk: Desk) -> None:
    owner = await desk.open("owner", "/settings/members")
    who = f"withdrawn-{uuid4().hex}@example.com"
    await owner.page.get_by_role("button", name="Invite a person").click()
    await owner.page.get_by_label("E-mail address").fill(who)
    await owner.page.get_by_role("button", name="Make the link").click()
    await owner.page.get_by_role("button", name="Done").click()
    await owner.page.get_by_role("button", name=f"Withdraw the invitation of {who}").click()
    dialog = owner.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("stops working for good")
    await dialog.get_by_role("button", name="Withdraw").click()
    await expect(owner.page.get_by_text(who)).to_have_count(0)


async def test_a_role_is_changed_and_its_person_sees_it_at_once(desk: Desk) -> None:
    person, who = await newcomer(desk)
    await person.page.goto(f"{person.url}/settings/members")
    await expect(person.page.get_by_role("heading", name="Members", level=1)).to_be_visible()
    await expect(person.page.get_by_role("button", name="Invite a person")).to_have_count(0)
    owner = await desk.open("owner", f"/settings/members?q={who}")
    await owner.page.get_by_role("button", name="Actions for A viewer").click()
    await owner.page.get_by_role("menuitem", name="Change role or name").click()
    dialog = owner.page.get_by_role("dialog")
    await dialog.get_by_label("Role").select_option("admin")
    await dialog.get_by_role("button", name="Save").click()
    await expect(owner.page.get_by_role("row").filter(has_text=who)).to_contain_text("Admin")
    await expect(person.page.get_by_role("button", name="Invite a person")).to_be_visible()


async def test_who_is_removed_is_shown_out(desk: Desk) -> None:
    person, who = await newcomer(desk)
    owner = await desk.open("owner", f"/settings/members?q={who}")
    await owner.page.get_by_role("button", name="Actions for A viewer").click()
    await owner.page.get_by_role("menuitem", name="Remove").click()
    await owner.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(owner.page.get_by_text("Nobody has that in their name or address")).to_be_visible()
    await expect(person.page.get_by_role("heading", name="Sign in to Remit")).to_be_visible()


async def test_a_key_is_made_used_and_revoked(desk: Desk, remit: RunningServer) -> None:
    person, _ = await newcomer(desk, "operator")
    await person.page.goto(f"{person.url}/settings/keys")
    await person.judged("keys-empty")
    await person.page.get_by_role("button", name="New key").click()
    dialog = person.page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Make the key").click()
    await expect(dialog).to_contain_text("Give it a name")
    await dialog.get_by_label("Name").fill("laptop")
    await dialog.get_by_label("Role").select_option("operator")
    await expect(dialog.get_by_label("Role").get_by_role("option")).to_have_text(["Operator", "Viewer"])
    await dialog.get_by_role("button", name="Make the key").click()
    key = await dialog.get_by_label("the key", exact=True).inner_text()
    await person.judged("key-made")
    await dialog.get_by_role("button", name="Done").click()
    await expect(person.page.get_by_text(key)).to_have_count(0)

    headers = {"authorization": f"Bearer {key}"}
    url = f"{remit.url}/api/session"
    async with httpx.AsyncClient(headers=headers, trust_env=False) as outside:
        assert (await outside.get(url)).json()["principal"]["role"] == "operator"
    await person.page.reload()
    row = person.page.get_by_role("row").filter(has_text="laptop")
    await expect(row).to_contain_text("You")
    await expect(row).not_to_contain_text("Never")
    await row.get_by_role("button", name="Revoke laptop").click()
    await person.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(person.page.get_by_text("No keys yet")).to_be_visible()
    async with httpx.AsyncClient(headers=headers, trust_env=False) as outside:
        assert (await outside.get(url)).status_code == 401


async def test_a_session_ended_elsewhere_leads_back_to_the_same_page(desk: Desk) -> None:
    first, who = await newcomer(desk)
    await chooses_password(first)
    second = await desk.blank()
    await second.page.goto(f"{second.url}/settings/members?q=owner")
    await signs_in(second.page, who)
    await expect(second.page.get_by_role("heading", name="Members", level=1)).to_be_visible()
    await second.is_live()
    await first.page.reload()
    sessions = first.page.get_by_role("listitem").filter(has_text="by password")
    await sessions.get_by_role("button", name="Sign out").click()
    await expect(second.page.get_by_text("Your session has ended")).to_be_visible()
    await expect(first.page.get_by_role("listitem").filter(has_text="This browser")).to_be_visible()
    await second.judged("ended-elsewhere")
    await signs_in(second.page, who)
    await expect(second.page.get_by_role("heading", name="Members", level=1)).to_be_visible()
    assert second.page.url.endswith("/settings/members?q=owner")
    await expect(second.page.get_by_label("Search members")).to_have_value("owner")


async def test_one_goes_to_another_organisation_and_back(desk: Desk) -> None:
    window, _ = await newcomer(desk, "admin")
    tab = await desk.tab(window.page.context)
    await tab.page.goto(f"{window.url}/settings/members")
    await tab.is_live()
    await window.page.get_by_role("button", name="Organisation Main").click()
    await window.page.get_by_role("menuitem", name="New organisation").click()
    dialog = window.page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("Löwen & Söhne")
    await window.judged("new-organisation")
    await dialog.get_by_role("button", name="Make and go there").click()
    for each in (window, tab):
        await expect(each.page.get_by_role("button", name="Organisation Löwen & Söhne")).to_be_visible()
        await each.is_live()
    await window.page.get_by_role("button", name="Organisation Löwen").click()
    await expect(window.page.get_by_role("menuitem", name="Löwen & Söhne")).to_contain_text("owner, here")
    await window.page.get_by_role("menuitem", name="Main").click()
    await expect(window.page.get_by_role("button", name="Organisation Main")).to_be_visible()


async def test_the_organisation_is_renamed(fresh_desk: Desk) -> None:
    owner = await fresh_desk.open("owner", "/settings")
    await owner.page.get_by_label("Name of the organisation").fill("<script>alert(1)</script>")
    await owner.page.get_by_role("button", name="Save the name").click()
    await expect(owner.page.get_by_role("button", name="Organisation <script>")).to_be_visible()
    await owner.judged("organisation")


async def test_a_theme_is_chosen_and_left_to_the_system_again(desk: Desk) -> None:
    window = await desk.open("viewer", "/settings/appearance", color_scheme="light")
    html = window.page.locator("html")
    await window.page.get_by_role("radio", name="Dark").check()
    await expect(html).to_contain_class("dark")
    await window.page.reload()
    await expect(window.page.get_by_role("radio", name="Dark")).to_be_checked()
    await expect(html).to_contain_class("dark")
    await window.page.get_by_role("radio", name="As the system").check()
    await expect(html).not_to_contain_class("dark")
    await window.judged("appearance")
    await window.page.get_by_role("switch").click()
    await window.page.locator("main").focus()
    await window.page.keyboard.press("?")
    await expect(window.page.get_by_role("dialog")).to_have_count(0)
    await window.page.get_by_role("switch").click()


async def test_the_settings_fit_a_phone(desk: Desk) -> None:
    window = await desk.open("owner", "/settings", viewport=PHONE, has_touch=True)
    for path, title in PAGES.items():
        await window.page.goto(f"{window.url}{path}")
        await expect(window.page.get_by_role("heading", name=title, level=1)).to_be_visible()
        overflow = await window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{path}: {overflow} px too wide"
        link = window.page.get_by_role("navigation", name="Settings").get_by_role("link", name=title)
        await expect(link).to_be_in_viewport()
