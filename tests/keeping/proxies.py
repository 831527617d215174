"""Debian's nginx and Caddy as real processes with our files, on loopback with a certificate of our own."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.keeping.server import Server
from tests.services import free_port, proxy_path

NAME = "aspal.example.go.id"
STRANGER = "127.0.0.2"
"""Whom the proxy sees; not itself, and not what a header claims."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed one, in the place of certbot's."""
    chain, key = folder / "fullchain.pem", folder / "privkey.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([*command, "-keyout", key, "-out", chain, *names], check=True, capture_output=True)
    return chain, key


def nginx_command(server: Server, port: int) -> list[str]:
    """Our site, typed by the guide to sites-available, within the smallest main file."""
    folder = server.root / "nginx"
    folder.mkdir()
    chain, key = certificate(folder)
    site = (server.root / "etc/nginx/sites-available/aspal").read_text()
    site = re.sub(r"^\s*listen \[::\].*$", "", site, flags=re.MULTILINE)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    site = site.replace("listen 443", f"listen 127.0.0.1:{port}")
    site = re.sub(r"/etc/letsencrypt/live/\S+/fullchain.pem", str(chain), site)
    site = re.sub(r"/etc/letsencrypt/live/\S+/privkey.pem", str(key), site)
    (folder / "site").write_text(site.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}"))
    names = ("proxy", "client_body", "fastcgi", "uwsgi", "scgi")
    stores = "".join(f"{name}_temp_path {folder}/{name};" for name in names)
    (folder / "main").write_text(
        f"worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/log;\n"
        f"events {{}}\nhttp {{ access_log off; {stores} include {folder}/site; }}\n"
    )
    return [proxy_path("nginx"), "-e", str(folder / "log"), "-c", str(folder / "main")]


def caddy_command(server: Server, port: int) -> list[str]:
    """Our file with the port and the certificate of this run."""
    folder = server.root / "caddy"
    folder.mkdir()
    chain, key = certificate(folder)
    ours = (server.root / "etc/caddy/Caddyfile").read_text()
    ours = ours.replace(f"{NAME} {{", f"{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {chain} {key}", 1)
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system " + str(folder) + "\n}\n"
    (folder / "Caddyfile").write_text(options + ours)
    return [proxy_path("caddy"), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


COMMANDS = {"nginx": nginx_command, "caddy": caddy_command}


@contextmanager
def running(name: str, server: Server) -> Iterator[httpx.Client]:
    """A browser before the proxy, which comes from STRANGER and claims to be somebody else."""
    port = free_port()
    command = COMMANDS[name](server, port)
    log = (server.root / name / "said").open("wb")
    env = {"HOME": str(server.root / name), "PATH": "/usr/bin:/usr/sbin"}
    child = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        with httpx.Client(
            transport=httpx.HTTPTransport(verify=False, local_address=STRANGER, trust_env=False),
            base_url=f"https://127.0.0.1:{port}",
            headers={"Host": NAME, "X-Forwarded-For": "203.0.113.9"},
            timeout=60,
        ) as browser:
            # The address is an IP, the certificate and the site are a name's.
            browser.event_hooks["request"] = [_as_named]
            _wait_for(browser, child, server.root / name)
            yield browser
    finally:
        child.terminate()
        child.wait(timeout=20)
        log.close()


def _as_named(request: httpx.Request) -> None:
    request.extensions = {**request.extensions, "sni_hostname": NAME}


def _wait_for(browser: httpx.Client, child: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            browser.get("/health")
        except httpx.TransportError:
            said = "\n".join(path.read_text() for path in folder.iterdir() if path.name in {"said", "log"})
            assert child.poll() is None, said
            assert time.monotonic() < end, said
            time.sleep(0.1)
        else:
            return
