using Microsoft.Extensions.Time.Testing;

namespace Detections.Embedded.Tests.Search;

public sealed class RefreshTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("{}", 999, "")]
    [InlineData("{}", 1000, "1")]
    [InlineData("{'settings':{'refresh_interval':'30s'}}", 29_999, "")]
    [InlineData("{'settings':{'index':{'refresh_interval':'30s'}}}", 30_000, "1")]
    [InlineData("{'settings':{'index.refresh_interval':'-1'}}", 1_000_000, "")]
    public async Task A_document_becomes_searchable_at_the_next_refresh(string body, int milliseconds, string found)
    {
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = _clock });
        await node.Ok("PUT /a", body);
        await node.Ok("PUT /a/_doc/1", "{}");
        Assert.Equal("", await node.Ids("a", "{'match_all':{}}"));
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(found, await node.Ids("a", "{'match_all':{}}"));
    }

    [Fact]
    public async Task A_deleted_document_is_found_until_the_next_refresh()
    {
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = _clock });
        await node.Ok("PUT /a/_doc/1?refresh=true", "{}");
        await node.Ok("DELETE /a/_doc/1");
        Assert.Equal("1", await node.Ids("a", "{'match_all':{}}"));
        await node.Ok("POST /a/_refresh");
        Assert.Equal("", await node.Ids("a", "{'match_all':{}}"));
    }

    [Fact]
    public async Task The_interval_can_be_changed_later()
    {
        await using var node = await TestNode.StartAsync(new EmbeddedNodeOptions { TimeProvider = _clock });
        await node.Ok("PUT /a", "{'settings':{'refresh_interval':'-1'}}");
        await node.Ok("PUT /a/_doc/1", "{}");
        _clock.Advance(TimeSpan.FromHours(1));
        await node.Ok("PUT /a/_settings", "{'index':{'refresh_interval':'1s'}}");
        Assert.Equal("1", await node.Ids("a", "{'match_all':{}}"));
    }
}
