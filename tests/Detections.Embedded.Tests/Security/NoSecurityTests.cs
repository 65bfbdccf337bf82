namespace Detections.Embedded.Tests.Security;

public sealed class NoSecurityTests
{
    [Fact]
    public async Task Everything_that_is_asked_for_is_granted()
    {
        await using var node = await TestNode.StartAsync();
        var answer = await node.Send(
            "POST /_security/user/_has_privileges",
            "{'cluster':['monitor'],'index':[{'names':['logs-*','x'],'privileges':['read','view_index_metadata']},{'names':['x'],'privileges':['create_doc']}],'application':[{'application':'kibana','privileges':['all'],'resources':['*']}]}"
        );
        Assert.Equal(
            """{"username":"embedded","has_all_requested":true,"cluster":{"monitor":true},"index":{"logs-*":{"read":true,"view_index_metadata":true},"x":{"read":true,"view_index_metadata":true,"create_doc":true}},"application":{"kibana":{"*":{"all":true}}}}""",
            answer.Text
        );
        Assert.Equal("embedded", (string)(await node.Ok("GET /_security/_authenticate"))["username"]!);
    }

    [Theory]
    [InlineData("PUT /_security/role/a")]
    [InlineData("POST /_security/api_key")]
    public async Task There_is_nothing_to_manage(string line)
    {
        await using var node = await TestNode.StartAsync();
        var error = await node.Refused(400, line, "{}");
        Assert.StartsWith("no handler found for uri", (string)error["reason"]!, StringComparison.Ordinal);
    }
}
