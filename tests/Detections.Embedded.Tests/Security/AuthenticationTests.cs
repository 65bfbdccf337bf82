using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Security;

public sealed class AuthenticationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, "missing authentication credentials for REST request [/]")]
    [InlineData("Basic", "elastic:wrong", "unable to authenticate user [elastic] for REST request [/]")]
    [InlineData("Basic", "nobody:of the tests", "unable to authenticate user [nobody] for REST request [/]")]
    [InlineData("ApiKey", "a:b", "unable to authenticate with provided credentials and anonymous access")]
    [InlineData("Bearer", "a", "unable to authenticate with provided credentials and anonymous access")]
    public async Task Whoever_is_unknown_is_refused(string? scheme, string? credentials, string reason)
    {
        await using var node = await TestNode.StartSecuredAsync();
        var base64 = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credentials ?? ""));
        var stranger = node.As(scheme is null ? null : new AuthenticationHeaderValue(scheme, base64));

        var error = await stranger.Refused(401, "GET /");
        Assert.Equal("security_exception", (string)error["type"]!);
        Assert.StartsWith(reason, (string)error["reason"]!, StringComparison.Ordinal);
        using var response = await stranger.Http.GetAsync("/", Ct);
        Assert.Equal(["Basic", "ApiKey"], response.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task Credentials_come_before_everything_else()
    {
        await using var node = await TestNode.StartSecuredAsync();
        var stranger = node.As(null);
        await stranger.Refused(401, "GET /_no/such/thing");
        await stranger.Refused(401, "PUT /x/_doc/1", "{}");
        Assert.Equal(HttpStatusCode.NotFound, (await node.Send("GET /x")).Status);
    }

    [Fact]
    public async Task The_superuser_may_do_everything()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /x/_doc/1?refresh=true", "{}");
        Assert.Equal("1", await node.Ids("*", "{'match_all':{}}"));
        var who = await node.Ok("GET /_security/_authenticate");
        Assert.Equal("elastic", (string)who["username"]!);
        Assert.Equal("""["superuser"]""", who["roles"]!.ToJsonString());
    }

    [Fact]
    public async Task A_user_has_the_privileges_of_its_roles()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok("PUT /_security/role/reader", "{'indices':[{'names':['x'],'privileges':['read']}]}");
        await node.Ok("PUT /_security/role/watcher", "{'cluster':['monitor']}");
        var created = await node.Ok(
            "PUT /_security/user/anna",
            "{'password':'secret word','roles':['reader','watcher','missing']}"
        );
        Assert.True((bool)created["created"]!);
        await node.Ok("PUT /x/_doc/1?refresh=true", "{}");

        var anna = node.As(TestNode.Basic("anna", "secret word"));
        await anna.Ok("GET /");
        Assert.Equal("1", await anna.Ids("x", "{'match_all':{}}"));
        var error = await anna.Refused(403, "DELETE /x");
        Assert.Equal(
            "action [indices:admin/delete] is unauthorized for user [anna] with effective roles [reader,watcher,missing] on indices [x], this action is granted by the index privileges [delete_index,manage,all]",
            (string)error["reason"]!
        );
        await node.As(TestNode.Basic("anna", "another word")).Refused(401, "GET /");
        await node.Ok("DELETE /_security/role/watcher");
        await anna.Refused(403, "GET /");
        await node.Ok("DELETE /_security/user/anna");
        await anna.Refused(401, "GET /");
    }

    [Fact]
    public async Task A_key_lives_until_it_is_invalidated_or_expires()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var node = await TestNode.StartSecuredAsync(new EmbeddedNodeOptions { TimeProvider = clock });
        var made = await node.Ok("POST /_security/api_key", "{'name':'short','expiration':'1d'}");
        var expected = System.Text.Encoding.UTF8.GetBytes($"{made["id"]}:{made["api_key"]}");
        Assert.Equal(Convert.ToBase64String(expected), (string)made["encoded"]!);
        Assert.Equal(clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), (long)made["expiration"]!);
        var key = node.As(new AuthenticationHeaderValue("ApiKey", (string)made["encoded"]!));

        var who = await key.Ok("GET /_security/_authenticate");
        Assert.Equal("api_key", (string)who["authentication_type"]!);
        Assert.Equal((string)made["id"]!, (string)who["api_key"]!["id"]!);
        clock.Advance(TimeSpan.FromDays(1));
        var expired = await key.Refused(401, "GET /");
        Assert.EndsWith("is expired", (string)expired["reason"]!, StringComparison.Ordinal);

        var other = await node.Ok("POST /_security/api_key", "{'name':'other'}");
        var gone = await node.Ok("DELETE /_security/api_key", $"{{'ids':['{other["id"]}']}}");
        Assert.Equal((string)other["id"]!, (string)gone["invalidated_api_keys"]![0]!);
        var invalidated = await node.As(new AuthenticationHeaderValue("ApiKey", (string)other["encoded"]!))
            .Refused(401, "GET /");
        Assert.EndsWith("has been invalidated", (string)invalidated["reason"]!, StringComparison.Ordinal);
        var shown = await node.Ok($"GET /_security/api_key?id={other["id"]}");
        Assert.True((bool)shown["api_keys"]![0]!["invalidated"]!);
        Assert.DoesNotContain((string)other["api_key"]!, shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_may_no_more_than_its_owner()
    {
        await using var node = await TestNode.StartSecuredAsync();
        await node.Ok(
            "PUT /_security/role/small",
            "{'cluster':['manage_own_api_key'],'indices':[{'names':['x'],'privileges':['read']}]}"
        );
        await node.Ok("PUT /_security/user/anna", "{'password':'secret word','roles':['small']}");
        await node.Ok("PUT /x");
        await node.Ok("PUT /y");
        var anna = node.As(TestNode.Basic("anna", "secret word"));
        var key = await anna.WithKey("{'cluster':['all'],'indices':[{'names':['*'],'privileges':['all']}]}");

        await key.Ok("GET /x/_search");
        await key.Refused(403, "GET /y/_search");
        await key.Refused(403, "GET /");
        Assert.Single((await anna.Ok("GET /_security/api_key?owner=true"))["api_keys"]!.AsArray());
        await anna.Refused(403, "GET /_security/api_key?username=elastic");
    }

    [Fact]
    public async Task A_key_needs_no_privilege_to_look_at_itself()
    {
        await using var node = await TestNode.StartSecuredAsync();
        var key = await node.WithKey("{'cluster':['monitor']}");
        var other = await node.Ok("POST /_security/api_key", "{'name':'another'}");
        var id = (string)(await key.Ok("GET /_security/_authenticate"))["api_key"]!["id"]!;

        Assert.Equal(id, (string)(await key.Ok($"GET /_security/api_key?id={id}"))["api_keys"]![0]!["id"]!);
        await key.Refused(403, $"GET /_security/api_key?id={other["id"]}");
        await key.Refused(403, "GET /_security/api_key");
    }

    [Fact]
    public async Task Users_roles_and_keys_are_kept()
    {
        using var file = new Persistence.TemporaryFile();
        string encoded;
        await using (var node = await TestNode.StartSecuredAsync(new EmbeddedNodeOptions { DataFile = file.Path }))
        {
            await node.Ok("PUT /_security/role/watcher", "{'cluster':['monitor']}");
            await node.Ok("PUT /_security/user/anna", "{'password':'secret word','roles':['watcher']}");
            encoded = (string)(await node.Ok("POST /_security/api_key", "{'name':'a'}"))["encoded"]!;
        }

        await using var again = await TestNode.StartSecuredAsync(new EmbeddedNodeOptions { DataFile = file.Path });
        await again.As(TestNode.Basic("anna", "secret word")).Ok("GET /");
        await again.As(new AuthenticationHeaderValue("ApiKey", encoded)).Ok("GET /");
        var bytes = await File.ReadAllBytesAsync(file.Path, Ct);
        Assert.True(bytes.AsSpan().IndexOf("secret word"u8) < 0, "the file tells a password");
    }
}
