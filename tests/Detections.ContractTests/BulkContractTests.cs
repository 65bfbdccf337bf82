using System.Text;
using Detections.ContractTests.Targets;
using Detections.Elasticsearch;

namespace Detections.ContractTests;

public sealed class BulkContractTests(TargetSet targets)
{
    /// <summary>By the name of version 7, and by that of 8 and 9.</summary>
    private const string RefusedDocument = "^(mapper|document)_parsing_exception: ";

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Each_operation_has_an_outcome_of_its_own(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var index = contract.Get<StateIndex>();
        await index.EnsureAsync(Contract.Ct);

        var bulk = new BulkRequest(contract.Client, "wait_for");
        bulk.Create(index.Name, "a", """{"kind":"a"}"""u8.ToArray());
        bulk.Create(index.Name, "a", """{"kind":"b"}"""u8.ToArray());
        bulk.Create(index.Name, "b", """{"updated":"not a date"}"""u8.ToArray());
        bulk.Create(index.Name, "c", """{"kind":{"an":"object"}}"""u8.ToArray());
        bulk.Delete(index.Name, "missing");
        bulk.Delete(index.Name, "a");
        var items = await bulk.SendAsync(Contract.Ct);

        Assert.Equal([201, 409, 400, 400, 404, 200], items.Select(item => item.Status));
        Assert.StartsWith("version_conflict_engine_exception: ", items[1].Reason, StringComparison.Ordinal);
        Assert.Matches(RefusedDocument, items[2].Reason);
        Assert.Contains("[updated]", items[2].Reason, StringComparison.Ordinal);
        Assert.Matches(RefusedDocument, items[3].Reason);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task A_full_disk_is_told_as_too_many_requests_and_a_read_only_index_as_forbidden(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var index = contract.Get<StateIndex>();
        await index.EnsureAsync(Contract.Ct);
        foreach (var (block, status) in ((string, int)[])[("read_only_allow_delete", 429), ("write", 403)])
        {
            await contract.SendAsync($"PUT /{index.Name}/_settings", $$"""{"index.blocks.{{block}}":true}""");
            var bulk = new BulkRequest(contract.Client);
            bulk.Create(index.Name, "a", """{"kind":"a"}"""u8.ToArray());
            var item = Assert.Single(await bulk.SendAsync(Contract.Ct));
            await contract.SendAsync($"PUT /{index.Name}/_settings", $$"""{"index.blocks.{{block}}":null}""");

            Assert.Equal(status, item.Status);
            Assert.StartsWith("cluster_block_exception: ", item.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task A_request_in_several_portions_tells_the_fate_of_all(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        var index = contract.Get<StateIndex>();
        await index.EnsureAsync(Contract.Ct);
        var bulk = new BulkRequest(contract.Client);
        for (var i = 0; i < 1500; i++)
        {
            bulk.Create(index.Name, $"{i}", Encoding.UTF8.GetBytes($$"""{"kind":"{{i}}"}"""));
        }

        Assert.All(await bulk.SendAsync(Contract.Ct), item => Assert.Equal(201, item.Status));
    }
}
