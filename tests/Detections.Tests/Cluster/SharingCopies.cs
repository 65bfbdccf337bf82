using System.Net;
using System.Text.Json.Nodes;

namespace Detections.Tests.Cluster;

/// <summary>A cluster, a database, and copies of the program that share a schedule in it.</summary>
internal sealed class SharingCopies : IAsyncDisposable
{
    /// <summary>What a copy logs when it shares.</summary>
    public const string Shares = "Firings are shared over PostgreSQL at 127.0.0.1";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly List<RunningProgram> _programs = [];

    private SharingCopies(PostgresServer database, TestCluster cluster)
    {
        Database = database;
        Cluster = cluster;
    }

    public PostgresServer Database { get; }

    public TestCluster Cluster { get; }

    public static async Task<SharingCopies> CreateAsync(bool withoutDatabase = false) =>
        new(
            await (withoutDatabase ? PostgresServer.CreateAsync() : PostgresServer.StartAsync()),
            await TestCluster.StartAsync()
        );

    public RunningProgram Start(
        string instance,
        string interval = "10s",
        IEnumerable<(string Name, string Value)>? environment = null
    )
    {
        var program = RunningProgram.Start(
            ["run"],
            [
                ("Elasticsearch__Urls__0", Cluster.Proxy.Url.ToString()),
                ("Elasticsearch__Retries", "1"),
                ("Elasticsearch__RetryDelay", "0s"),
                ("Runs__Instance", instance),
                ("Scheduler__Postgres", Database.ConnectionString),
                ($"Rules__Items__{TestCluster.RuleId}__interval", interval),
                .. environment ?? [],
            ]
        );
        _programs.Add(program);
        return program;
    }

    /// <summary>Starts copies, and waits until each shares the schedule.</summary>
    public async Task<IReadOnlyList<RunningProgram>> StartAllAsync(params string[] instances)
    {
        var programs = instances.Select(i => Start(i)).ToList();
        foreach (var program in programs)
        {
            await program.LineAsync(Shares);
        }

        return programs;
    }

    /// <summary>The runs that began since, of all copies or of one, oldest first, once there are enough of them.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunsAsync(
        DateTimeOffset since,
        int atLeast = 0,
        string index = "detections-runs-default",
        string? copy = null
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            var records = await Cluster.SearchAsync(index, """{"term":{"kind":"run"}}""");
            var runs = records
                .Select(r => RunRecord.Of(r["_source"]!))
                .Where(r => r.Started >= since && (copy is null || r.Instance == copy))
                .OrderBy(r => r.Started)
                .ToList();
            if (runs.Count >= atLeast)
            {
                return runs;
            }

            Assert.True(attempt < 1000, $"There were {runs.Count} runs of {atLeast}");
            await WaitAsync();
        }
    }

    /// <summary>What a copy says of its health, once that contains the text.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Body)> ReadyAsync(RunningProgram copy, string text)
    {
        using var http = await copy.HttpAsync();
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            if (body.Contains(text, StringComparison.Ordinal))
            {
                return (answer.StatusCode, JsonNode.Parse(body)!);
            }

            Assert.True(attempt < 600, body);
            await WaitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
        {
            await program.DisposeAsync();
        }

        await Cluster.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static Task WaitAsync() => Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
}
