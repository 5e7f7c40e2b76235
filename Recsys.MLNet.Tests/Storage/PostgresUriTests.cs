using System.Net;
using System.Net.Sockets;
using Recsys.MLNet.Storage;

namespace Recsys.MLNet.Tests.Storage;

[TestFixture]
public sealed class PostgresUriTests
{
    [Test]
    public void Every_part_of_an_address_is_taken_over()
    {
        var settings = PostgresUri.Parse("postgres://shop%40eu:p%3Aw%2F1@db.example:6543/my%20shop?sslmode=verify-full&application_name=till&connect_timeout=4&search_path=recsys");
        Assert.That((settings.Username, settings.Password, settings.Host, settings.Port, settings.Database), Is.EqualTo(("shop@eu", "p:w/1", "db.example", 6543, "my shop")));
        Assert.That((settings.SslMode, settings.ApplicationName, settings.Timeout, settings.SearchPath), Is.EqualTo((Npgsql.SslMode.VerifyFull, "till", 4, "recsys")));
    }

    [Test]
    public void What_is_left_out_has_the_usual_values()
    {
        var settings = PostgresUri.Parse("postgresql://[::1]");
        Assert.That((settings.Host, settings.Port, settings.Username, settings.Password, settings.Database), Is.EqualTo(("::1", 5432, (string?)null, (string?)null, (string?)null)));
    }

    [TestCase("postgres://u:secret@host:port/db", "cannot be read")]
    [TestCase("postgres://u:secret@host/a/b", "more than a database")]
    [TestCase("postgres://u:secret@host/db?colour=red", "'colour'")]
    [TestCase("postgres://u:secret@host/db?sslmode=maybe", "'sslmode'")]
    [TestCase("postgres:Host=host;Password=secret", "postgres://USER:PASSWORD@HOST")]
    [TestCase("Host=host;Username=u;Password=secret", "postgres://USER:PASSWORD@HOST")]
    public void A_wrong_address_is_explained_without_its_password(string address, string expected)
    {
        Assert.That(() => EventStores.Open(address), Throws.ArgumentException.With.Message.Contains(expected).And.Message.Not.Contains("secret"));
    }

    [Test]
    public void A_server_that_does_not_answer_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.That(() => EventStores.Open($"postgres://u:secret@127.0.0.1:{port}/db"), Throws.TypeOf<IOException>().With.Message.Contains($"127.0.0.1:{port} cannot be reached").And.Message.Not.Contains("secret"));
    }
}
