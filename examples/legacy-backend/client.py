"""A CalDAV client as others write them (the package caldav), with a bearer token.

usage: client.py URL USER TOKEN-FILE     makes the calendars `work` and `home` and an event, reads it again
                                         and prints its URL
"""

import datetime
import pathlib
import sys

import caldav


def main():
    url, user, token_file = sys.argv[1:]
    token = pathlib.Path(token_file).read_text().strip()
    with caldav.DAVClient(url=f"{url}/{user}/", auth_type="bearer", password=token) as client:
        principal = client.principal()
        work = principal.make_calendar(name="Work", cal_id="work")
        principal.make_calendar(name="Home", cal_id="home")
        start = datetime.datetime(2031, 5, 17, 9, tzinfo=datetime.timezone.utc)
        made = work.save_event(
            dtstart=start, dtend=start + datetime.timedelta(hours=1), summary="Sortie", uid="sortie")
        found = work.search(
            start=start - datetime.timedelta(days=1), end=start + datetime.timedelta(days=1),
            event=True)
        assert [event.icalendar_component["summary"] for event in found] == ["Sortie"]
        assert sorted(calendar.id for calendar in principal.calendars()) == ["home", "work"]
        print(made.url)


main()
