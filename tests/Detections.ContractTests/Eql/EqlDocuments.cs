using System.Collections.Concurrent;
using Detections.ContractTests.Targets;

namespace Detections.ContractTests.Eql;

/// <summary>The same documents in an index of each target that is asked for.</summary>
public sealed class EqlDocuments(TargetSet targets) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Contract>>> _filled = new();

    /// <summary>In the order of their time; the id of each is its place in this list.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        """{"event":{"category":"process","type":["start"]},"process":{"name":"cmd.exe","pid":4,"args":["cmd.exe","/c","whoami"],"executable":"C:\\Windows\\System32\\cmd.exe"},"user":{"name":"SYSTEM"},"flag":true}""",
        """{"event":{"category":"process","type":["start"]},"process":{"name":"CMD.EXE","pid":40,"executable":"c:\\windows\\system32\\CMD.EXE"},"user":{"name":"system"},"flag":false}""",
        """{"event":{"category":["process","file"],"type":["start","info"]},"process":{"name":"powershell.exe","pid":400,"args":["-enc","SQBFAFgA"]},"user":{"name":"anna"}}""",
        """{"event":{"category":"process","type":["end"]},"process":{"name":"svchost.exe","pid":4000},"flag":true}""",
        """{"event":{"category":"file","type":"creation"},"file":{"name":"a*b?.txt","size":0},"user":{"name":"anna"}}""",
        """{"event":{"category":"file","type":"deletion"},"file":{"name":"axbyz.txt","size":-1}}""",
        """{"event":{"category":"network"},"destination":{"port":443},"user":{"name":["anna","bob"]},"ratio":0.5}""",
        """{"event":{"category":"network"},"destination":{"port":[80,8080]},"user":{"name":""},"ratio":1.5}""",
        """{"event":{"category":"Process"},"process":{"name":"cmd.exe"}}""",
        """{"event":{"category":null},"process":{"name":null,"pid":null}}""",
        """{"process":{"name":"no-category.exe","pid":7}}""",
        """{"event.category":"process","process.name":"dotted.exe","process.pid":9007199254740993}""",
        """{"event":{"category":"process"},"process":{"name":"ärger.exe","executable":"D:\\Exchange 2016\\Bin\\UMWorkerProcess.exe"},"user":{"name":"Ärger"}}""",
        """{"event":{"category":"process"},"process":{"name":"日本語.exe","args":[]},"user":{"name":[]}}""",
        """{"event":{"category":"process"},"process":{"name":"line\nbreak","executable":"quote\"d"},"ratio":-2.25}""",
        """{"event":{"category":"process"},"process":[{"name":"first.exe","pid":1},{"name":"second.exe","pid":2}]}""",
        """{"event":{"category":"process"},"process":{"name":"\uD83D\uDE00.exe","pid":0},"flag":[true,false]}""",
    ];

    internal Task<Contract> OnAsync(string target) =>
        _filled.GetOrAdd(target, name => new Lazy<Task<Contract>>(() => FillAsync(name))).Value;

    internal static string IndexOf(Contract contract) => $"eql-{contract.Namespace}";

    /// <summary>A document with its time, as it is indexed and as it is judged.</summary>
    internal static string Timed(int place) =>
        $$"""{"@timestamp":"2026-01-01T00:00:{{place:D2}}Z",{{All[place][1..]}}""";

    public async ValueTask DisposeAsync()
    {
        foreach (
            var contract in _filled.Values.Where(one =>
                one is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            )
        )
        {
            await (await contract.Value).DisposeAsync();
        }
    }

    private async Task<Contract> FillAsync(string target)
    {
        var contract = await Contract.BeginAsync(targets, target);
        await contract.SendAsync(
            $"PUT /{IndexOf(contract)}",
            """
            {
              "settings": { "number_of_replicas": 0 },
              "mappings": { "dynamic": false, "properties": {
                "@timestamp": { "type": "date" },
                "event": { "properties": { "category": { "type": "keyword" }, "type": { "type": "keyword" } } },
                "process": { "properties": {
                  "name": { "type": "keyword" }, "pid": { "type": "long" }, "args": { "type": "keyword" },
                  "executable": { "type": "keyword" }
                } },
                "file": { "properties": { "name": { "type": "keyword" }, "size": { "type": "long" } } },
                "user": { "properties": { "name": { "type": "keyword" } } },
                "destination": { "properties": { "port": { "type": "long" } } },
                "flag": { "type": "boolean" },
                "ratio": { "type": "double" }
              } }
            }
            """
        );
        var lines = string.Concat(
            All.Select((_, place) => $"{{\"create\":{{\"_id\":\"{place}\"}}}}\n{Timed(place)}\n")
        );
        var answer = await contract.SendAsync($"POST /{IndexOf(contract)}/_bulk?refresh=true", lines);
        Assert.False((bool)answer["errors"]!, answer.ToJsonString());
        return contract;
    }
}
