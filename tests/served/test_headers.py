"""What a site that is reached over HTTPS adds to its answers."""

import json
import os
import subprocess
import sys

from tests import database

ASK = """
import json
from django.test import Client
client = Client(headers={"host": "alliance.example", "x-forwarded-proto": "https"})
answer = client.get("/robots.txt")
plain = Client(headers={"host": "alliance.example"}).get("/robots.txt")
print(json.dumps([answer.status_code, answer.headers.get("Strict-Transport-Security"), plain.status_code, plain["Location"]]))
"""


def test_over_https_browsers_are_told_to_stay_with_it(tmp_path):
    copy = database.copy_for("https")
    environment = {
        **os.environ,
        "DATABASE_URL": copy.url,
        "VAR_DIR": str(tmp_path),
        "REDIS_URL": "",
        "READ_DOT_ENV": "0",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-the-test-of-headers-over-https-0123456789abcdefghijk",
        "SITE_URL": "https://alliance.example",
        "ALLOWED_HOSTS": "alliance.example",
        "BEHIND_PROXY": "1",
    }
    try:
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0", "--command", ASK]
        done = subprocess.run(
            command, cwd=database.ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    finally:
        copy.drop()
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [
        200,
        "max-age=31536000; includeSubDomains",
        301,
        "https://alliance.example/robots.txt",
    ]
