namespace Detections.Embedded.Tests.Cluster;

public sealed class SecurityTests
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
}
