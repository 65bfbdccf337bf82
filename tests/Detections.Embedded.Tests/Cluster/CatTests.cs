namespace Detections.Embedded.Tests.Cluster;

public sealed class CatTests
{
    [Theory]
    [InlineData("?v=true&h=health,index,docs.count", "health index docs.count\nyellow a     2\ngreen  bb    0\n")]
    [InlineData("/b*?h=index,rep", "bb 0\n")]
    [InlineData("?h=index&format=json", """[{"index":"a"},{"index":"bb"}]""")]
    public async Task Indices_are_listed_as_a_table_or_as_JSON(string parameters, string expected)
    {
        await using var node = await TestNode.StartAsync();
        await node.Ok("PUT /a/_doc/1", "{}");
        await node.Ok("PUT /a/_doc/2", "{}");
        await node.Ok("PUT /bb", "{'settings':{'number_of_replicas':0}}");
        Assert.Equal(expected, (await node.Send($"GET /_cat/indices{parameters}")).Text);
        var error = await node.Refused(400, "GET /_cat/indices?h=x");
        Assert.StartsWith("unknown column [x]; known are [health", (string)error["reason"]!, StringComparison.Ordinal);
    }
}
