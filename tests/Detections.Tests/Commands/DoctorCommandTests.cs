using System.Text.Json.Nodes;
using Detections.Embedded;
using Detections.Installation;
using Detections.Tests.Cluster;
using Detections.Tests.Installation;

namespace Detections.Tests.Commands;

/// <summary>`detections doctor` as an operator calls it.</summary>
public sealed class DoctorCommandTests
{
    private static readonly EmbeddedNodeSecurity Superuser = new("elastic", "superuser-password");

    private static readonly string[] Streams =
    [
        TestCluster.Stream,
        "winlogbeat-8.19.0",
        "logs-windows.forwarded-default",
    ];

    [Fact]
    public async Task Where_all_is_well_every_line_is_green_and_the_exit_code_0()
    {
        await using var cluster = await TestCluster.StartAsync(Superuser);
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key");
        await SetupRun.RunAsync(
            cluster.Configure(
                ("Elasticsearch:Username", Superuser.UserName),
                ("Elasticsearch:Password", Superuser.Password)
            ),
            new SetupOptions(ApiKeyFile: file)
        );
        foreach (var stream in Streams)
        {
            await cluster.SendAsync(
                HttpMethod.Put,
                $"{stream}/_mapping",
                """
                {"properties": {
                  "event": {"properties": {"category": {"type": "keyword"}, "type": {"type": "keyword"}}},
                  "process": {"properties": {
                    "executable": {"type": "keyword"}, "parent": {"properties": {"name": {"type": "keyword"}}}
                  }}
                }}
                """
            );
            await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)], stream);
        }

        var (exitCode, output) = await RunAsync(
            [],
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()),
            ("Elasticsearch__ApiKeyFile", file)
        );

        Assert.True(exitCode == 0, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, l => Assert.StartsWith("green   ", l));
        Assert.Equal(
            [
                "settings",
                "dns",
                "tcp",
                "tls",
                "http",
                "cluster",
                "authentication",
                "privileges",
                "clock",
                "source",
                "ingest",
                "fields",
                "template",
                "index",
                "coverage",
            ],
            lines.Select(l => l[8..].Split(' ')[0]).Distinct()
        );
        Assert.Contains("green   privileges         all that running needs", lines);
    }

    [Fact]
    public async Task What_is_found_is_exit_code_1_and_a_remedy_stands_below_it()
    {
        await using var cluster = await TestCluster.StartAsync();

        var (exitCode, output) = await RunAsync([], ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString()));

        Assert.Equal(1, exitCode);
        Assert.Contains(
            "amber   authentication     let in as anyone would be, under the name embedded\n"
                + "                           -> Give this program an API key (`detections setup --api-key-file FILE`)",
            output
        );
    }

    [Fact]
    public async Task Json_is_an_array_of_checks()
    {
        await using var cluster = await TestCluster.StartAsync();

        var (exitCode, output) = await RunAsync(
            ["--output", "json"],
            ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())
        );

        Assert.Equal(1, exitCode);
        var checks = JsonNode.Parse(output)!.AsArray().Select(c => c!.AsObject()).ToList();
        Assert.All(checks, c => Assert.Equal(["id", "status", "subject", "found", "remedy"], c.Select(p => p.Key)));
        Assert.All(
            checks,
            c => Assert.Contains(c["status"]!.GetValue<string>(), (string[])["green", "amber", "red", "skipped"])
        );
        Assert.All(checks.Where(c => c["status"]!.GetValue<string>() == "amber"), c => Assert.NotNull(c["remedy"]));
    }

    [Fact]
    public async Task Settings_that_are_wrong_are_exit_code_2()
    {
        var (exitCode, output) = await RunAsync([], ("Sweep__PageSize", "0"));
        var (withoutUrl, told) = await RunAsync([]);

        Assert.Equal((2, 2), (exitCode, withoutUrl));
        Assert.StartsWith(
            "red     settings           Sweep:PageSize is \"0\"; allowed is a whole number from 1 to 10000.\n",
            output
        );
        Assert.StartsWith("red     settings           Elasticsearch:Urls is not set\n", told);
    }

    [Fact]
    public async Task A_cluster_that_is_not_reached_is_exit_code_3_in_either_form()
    {
        var url = ("Elasticsearch__Urls__0", "http://127.0.0.1:1");

        var (exitCode, output) = await RunAsync([], url);
        var (asJson, json) = await RunAsync(["--output", "json"], url);

        Assert.Equal((3, 3), (exitCode, asJson));
        Assert.Contains("red     cluster            no URL leads to it\n", output);
        Assert.Contains("skipped privileges         not looked at, since cluster is red\n", output);
        Assert.Contains(JsonNode.Parse(json)!.AsArray(), c => c!["status"]!.GetValue<string>() == "skipped");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        await using var program = RunningProgram.Start(["doctor", .. arguments], environment);
        var exitCode = await program.ExitAsync();
        return (exitCode, program.Output + "\n");
    }
}
