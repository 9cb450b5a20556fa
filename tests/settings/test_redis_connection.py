import asyncio
import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
import time

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import RedisUnreachable, UsageProblem
from wiredesk.settings.redis_connection import mask_password, open_redis, open_redis_sync, probe


def environment(url: str):
    return read_environment({"WIREDESK_REDIS_URL": url})


def set_and_get(url: str) -> bytes:
    """Through the asyncio client and through the blocking one."""

    async def write() -> None:
        client = await open_redis(environment(url))
        async with contextlib.aclosing(client):
            await client.set("{wiredesk}:test", "ü")

    asyncio.run(write())
    with open_redis_sync(environment(url)) as client:
        return client.get("{wiredesk}:test")


def test_any_server_by_url(each_redis_url):
    assert set_and_get(each_redis_url) == "ü".encode()


def test_tcp_with_a_password(start_redis):
    server = start_redis("--requirepass", "se/cret", tcp=True)
    assert set_and_get(f"redis://:se%2Fcret@127.0.0.1:{server.port}/0") == "ü".encode()
    with pytest.raises(RedisUnreachable, match="user name or password") as refused:
        probe(f"redis://:wrong@127.0.0.1:{server.port}")
    assert "wrong" not in str(refused.value)


def test_a_cluster_is_recognised(redis_cluster):
    assert set_and_get(redis_cluster.url) == "ü".encode()


@pytest.fixture
def tls_url(shared_redis, redis_url, tmp_path):
    """The server behind a real TLS endpoint with a certificate of its own authority (the bundled one has no TLS)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain = tmp_path / "chain.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    authority = tmp_path / "ca.pem"
    authority.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)

    async def pass_on(source, sink) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.close()

    async def serve(reader, writer) -> None:
        to_reader, to_writer = await asyncio.open_unix_connection(str(shared_redis.socket))
        await asyncio.gather(pass_on(reader, to_writer), pass_on(to_reader, writer))

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", 0, ssl=context), loop).result(5)
    yield f"rediss://127.0.0.1:{server.sockets[0].getsockname()[1]}", authority
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def test_tls_with_an_authority_of_ones_own(tls_url):
    url, authority = tls_url
    assert set_and_get(f"{url}?ssl_ca_certs={authority}") == "ü".encode()
    with pytest.raises(RedisUnreachable, match=r"(?i)certificate"):  # nobody vouches for it
        probe(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://user:secret@127.0.0.1:1/0", "redis://user:***@127.0.0.1:1/0"),
        ("redis://no.such.host.invalid:6379", "no.such.host.invalid"),
        ("unix:///no/such/socket?password=secret", "there is no such socket"),
    ],
)
def test_an_unreachable_server_is_named_without_its_password(url, told):
    with pytest.raises(RedisUnreachable) as refused:
        probe(url)
    assert told in str(refused.value)
    assert "WIREDESK_REDIS_URL" in str(refused.value)
    assert "secret" not in str(refused.value)
    assert refused.value.exit_code == 3


def test_a_server_that_never_answers_is_given_up_within_five_seconds():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(RedisUnreachable):
            probe(f"redis://127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("url", ["http://127.0.0.1", "127.0.0.1:6379", "redis://127.0.0.1:x", "redis://h/?bogus=1"])
def test_an_invalid_url_is_wrong_usage(url):
    with pytest.raises(UsageProblem, match="not valid"):
        probe(url)


def test_a_server_that_may_evict_is_refused_with_what_mends_it(start_redis):
    server = start_redis("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
    with pytest.raises(UsageProblem, match="config set maxmemory-policy noeviction"):
        probe(server.url)
    with server.client() as client:
        client.config_set("maxmemory-policy", "noeviction")
    assert probe(server.url).maxmemory == 100 * 1024 * 1024


def test_a_replica_is_refused(start_redis):
    primary, replica = start_redis(tcp=True), start_redis()
    with replica.client() as client:
        client.execute_command("REPLICAOF", "127.0.0.1", primary.port)
    with pytest.raises(UsageProblem, match="is a replica"):
        probe(replica.url)


def test_commands_wait_for_a_server_that_comes_back(short_folder):
    embedded = EmbeddedRedis(short_folder / "outage")
    try:

        async def work() -> bytes:
            client = await open_redis(read_environment({"WIREDESK_HOME": str(embedded.home)}))
            async with contextlib.aclosing(client):
                await client.set("a", "kept")
                await client.config_set("appendfsync", "always")
                await client.set("b", "kept")
                await asyncio.to_thread(embedded.stop)
                reading = asyncio.create_task(client.get("b"))
                await asyncio.sleep(1)
                assert not reading.done()
                await asyncio.to_thread(embedded.ensure_running)
                return await asyncio.wait_for(reading, 30)

        assert asyncio.run(work()) == b"kept"
    finally:
        remove_data(embedded)


def test_the_first_answer_of_a_starting_server_is_fast(short_folder):
    """redis-py's own retries would make it take seconds."""
    embedded = EmbeddedRedis(short_folder / "fast")
    try:
        began = time.monotonic()
        with open_redis_sync(read_environment({"WIREDESK_HOME": str(embedded.home)})) as client:
            client.ping()
        assert time.monotonic() - began < 2
    finally:
        remove_data(embedded)


def test_passwords_are_masked_wherever_a_url_carries_them():
    assert mask_password("redis://u:p@h:1/0") == "redis://u:***@h:1/0"
    assert mask_password("rediss://:p@h?db=1") == "rediss://:***@h?db=1"
    assert mask_password("unix:///s?db=1&password=p&x=1") == "unix:///s?db=1&password=***&x=1"
    assert mask_password("redis://u:p@s/w@h:1/0") == "redis://u:***@h:1/0"
    assert mask_password("redis://h:1") == "redis://h:1"
    assert isinstance(redis.Redis.from_url("redis://h:1"), redis.Redis)
