using System.Text;
using System.Text.Json;
using Detections.ContractTests.Targets;
using Detections.Eql;

namespace Detections.ContractTests.Eql;

public sealed class EqlContractTests(EqlDocuments documents) : IClassFixture<EqlDocuments>
{
    public static TheoryData<string, string> Queries { get; } = Combine(EqlQueries.All);

    public static TheoryData<string, string> WrongQueries { get; } =
        Combine([
            "process where",
            "process where process.name ==",
            "where true",
            "process where process.name == 'cmd.exe'",
            "process where process.name : 1",
            "process where process.pid : 1",
            "process where (true",
            "process where true)",
            "process where process.name in ()",
            "process where process.name like 4",
        ]);

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Our_engine_finds_what_the_target_finds(string target, string query)
    {
        var contract = await documents.OnAsync(target);
        var answer = await contract.SendAsync(
            $"POST /{EqlDocuments.IndexOf(contract)}/_eql/search",
            JsonSerializer.Serialize(new { query, size = 100 })
        );
        var found = answer["hits"]!["events"]!.AsArray().Select(hit => (string)hit!["_id"]!);
        Assert.Equal(Judge(query), string.Join(' ', found));
    }

    [Theory]
    [MemberData(nameof(WrongQueries))]
    public async Task What_the_target_refuses_our_engine_refuses(string target, string query)
    {
        var contract = await documents.OnAsync(target);
        var (status, answer) = await contract.Target.TrySendAsync(
            $"POST /{EqlDocuments.IndexOf(contract)}/_eql/search",
            JsonSerializer.Serialize(new { query }),
            Contract.Ct
        );
        Assert.Equal(400, status);
        Assert.Contains((string)answer!["error"]!["type"]!, (string[])["parsing_exception", "verification_exception"]);
        Assert.False(EqlQuery.TryParse(query, EqlOptions.Default, out _, out _));
    }

    private static string Judge(string text)
    {
        var query = EqlQuery.Parse(text);
        var fields = FieldTable.Create(query.Fields);
        var step = query.Compile(fields)[0];
        var reader = new EventReader(fields);
        List<int> found = [];
        for (var place = 0; place < EqlDocuments.All.Count; place++)
        {
            var source = Encoding.UTF8.GetBytes(EqlDocuments.Timed(place));
            Assert.True(reader.TryRead(source, out var values, out var problem), problem);
            if (step.Matches(values))
            {
                found.Add(place);
            }
        }

        return string.Join(' ', found);
    }

    private static TheoryData<string, string> Combine(IEnumerable<string> queries)
    {
        TheoryData<string, string> data = [];
        foreach (var query in queries)
        {
            foreach (var target in TargetSet.All)
            {
                data.Add(target.Data, query);
            }
        }

        return data;
    }
}
