using System.Text.Json.Nodes;
using Detections.Tests.Cluster;

namespace Detections.Tests.Scenarios;

public sealed class TroubleIsLoggedOnceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detections").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_trouble_of_the_next_run_is_no_warning_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        var settings = new JsonObject
        {
            ["Elasticsearch"] = new JsonObject { ["Urls"] = new JsonArray(cluster.Proxy.Url.ToString()) },
            ["Rules"] = new JsonObject
            {
                ["Items"] = new JsonObject
                {
                    ["r"] = new JsonObject
                    {
                        ["name"] = "r",
                        ["description"] = "A rule of the tests",
                        ["type"] = "eql",
                        ["query"] = "process where true",
                        ["index"] = new JsonArray("logs-*", "absent-*"),
                        ["interval"] = "10s",
                        ["severity"] = "low",
                        ["risk_score"] = 1,
                    },
                },
            },
        };
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "appsettings.json"),
            settings.ToJsonString(),
            TestContext.Current.CancellationToken
        );
        await using var program = RunningProgram.Start(["run", "--config", _folder]);
        await program.LineAsync("No index matches absent-*");

        await program.LineAsync("met the same trouble as the one before");

        Assert.Single(
            program.Output.Split('\n'),
            l => l.Contains("No index matches absent-*", StringComparison.Ordinal)
        );
    }
}
