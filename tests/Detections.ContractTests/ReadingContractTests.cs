using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Detections.ContractTests.Targets;
using Detections.Runs;

namespace Detections.ContractTests;

public sealed class ReadingContractTests(TargetSet targets)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task A_point_in_time_is_paged_to_its_end_while_others_write(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync(Enumerable.Range(0, 35).Select(Document));
        List<int> read = [];
        var pages = 0;
        await foreach (var page in Read(contract))
        {
            read.AddRange(page.Hits.Select(hit => (int)JsonNode.Parse(hit.Source.Span)!["process"]!["pid"]!));
            pages++;
            await contract.IndexAsync(Enumerable.Range(1000 * pages, 15).Select(Document));
        }

        Assert.Equal(4, pages);
        Assert.Equal(Enumerable.Range(0, 35), read.Order());
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task What_came_between_two_points_in_time_is_in_the_second(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync(Enumerable.Range(0, 3).Select(Document));
        Assert.Equal(3, await CountAsync(contract));
        await contract.SendAsync($"POST /{contract.Stream}/_rollover");
        await contract.IndexAsync(Enumerable.Range(3, 3).Select(Document));
        Assert.Equal(6, await CountAsync(contract));
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Sources_come_as_they_were_sent(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        const string Document =
            """{"@timestamp":"2026-01-01T00:00:00Z","dotted.key":[1,[2.50,null]],"text":"é\u0041\n","empty":{}}""";
        await contract.IndexAsync([Document]);
        await foreach (var page in Read(contract))
        {
            Assert.Equal(Document, Encoding.UTF8.GetString(Assert.Single(page.Hits).Source.Span));
        }
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task The_sort_of_a_point_in_time_is_a_number_that_search_after_takes(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync(Enumerable.Range(0, 3).Select(Document));
        var pit = (string)(await contract.SendAsync($"POST /{contract.Stream}/_pit?keep_alive=1m"))["id"]!;
        List<long> sorts = [];
        var after = "";
        while (true)
        {
            var page = await contract.SendAsync(
                "POST /_search",
                $$"""{"size":1,"pit":{"id":"{{pit}}","keep_alive":"1m"},"sort":[{"_shard_doc":"asc"}]{{after}}}"""
            );
            var hits = page["hits"]!["hits"]!.AsArray();
            if (hits.Count == 0)
            {
                break;
            }

            pit = (string)page["pit_id"]!;
            sorts.Add((long)hits[0]!["sort"]![0]!);
            after = $",\"search_after\":[{sorts[^1]}]";
        }

        var closed = await contract.SendAsync("DELETE /_pit", $$"""{"id":"{{pit}}"}""");
        Assert.True((bool)closed["succeeded"]!);
        Assert.Equal(3, sorts.Count);
        Assert.Equal(sorts.Order(), sorts);
    }

    [Theory]
    [MemberData(nameof(TargetSet.All), MemberType = typeof(TargetSet))]
    public async Task Events_are_read_by_arrival_and_where_that_is_missing_by_their_own_time(string target)
    {
        await using var contract = await Contract.BeginAsync(targets, target);
        await contract.IndexAsync([
            """{"@timestamp":"2020-01-01T00:00:00Z","event":{"ingested":"2026-01-01T00:00:01Z"},"process":{"pid":1}}""",
            """{"@timestamp":"2026-01-01T00:00:02Z","process":{"pid":2}}""",
            """{"@timestamp":"2026-01-01T00:00:03Z","event":{"ingested":"2020-01-01T00:00:00Z"},"process":{"pid":3}}""",
        ]);
        List<int> read = [];
        await foreach (var page in Read(contract, new ArrivalField("event.ingested", FallsBack: true)))
        {
            read.AddRange(page.Hits.Select(hit => (int)JsonNode.Parse(hit.Source.Span)!["process"]!["pid"]!));
        }

        Assert.Equal([1, 2], read.Order());
    }

    private static IAsyncEnumerable<EventPage> Read(Contract contract, ArrivalField? arrival = null) =>
        contract
            .Get<IEventSource>()
            .ReadAsync(
                new SourceQuery(
                    [contract.Pattern],
                    [arrival ?? new ArrivalField(ArrivalField.Timestamp, FallsBack: false)],
                    new TimeRange(Start, Start.AddHours(1))
                ),
                Contract.Ct
            );

    private static async Task<int> CountAsync(Contract contract)
    {
        var count = 0;
        await foreach (var page in Read(contract))
        {
            count += page.Hits.Count;
        }

        return count;
    }

    private static string Document(int pid) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"@timestamp":"{{{Start.AddSeconds(pid % 1000):yyyy-MM-ddTHH:mm:ssZ}}}","process":{"pid":{{{pid}}}}}"""
        );
}
