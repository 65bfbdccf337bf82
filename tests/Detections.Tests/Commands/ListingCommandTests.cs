using System.Text.Json.Nodes;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Commands;

public sealed class ListingCommandTests
{
    [Fact]
    public async Task Rules_are_listed_with_last_run_and_what_a_day_cost()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now.AddMinutes(-1))]);
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);

        var (exitCode, output, errors) = await RunAsync(cluster, "rules", "--output", "json");

        Assert.True(exitCode == 0, errors);
        var rule = Assert.Single(JsonNode.Parse(output)!.AsArray())!;
        Assert.Equal(
            (TestCluster.RuleId, "runs", "event"),
            ((string)rule["rule_id"]!, (string)rule["status"]!, (string)rule["type"]!)
        );
        Assert.Equal("succeeded", (string)rule["last_run"]!["status"]!);
        Assert.Equal((1, 1), ((int)rule["last_day"]!["matched"]!, (int)rule["last_day"]!["created"]!));
    }

    [Fact]
    public async Task Rules_that_do_not_run_are_listed_with_the_reason()
    {
        var folder = Directory.CreateTempSubdirectory("detections").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "appsettings.json"),
            """{"Rules":{"Files":["rules.ndjson"]}}""",
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "rules.ndjson"),
            """
            {"rule_id":"kql","name":"In KQL","description":"d","type":"query","language":"kuery","query":"a:b","severity":"low","risk_score":1,"index":["x"]}
            {"rule_id":"broken","name":"Broken","description":"d","type":"eql","query":"process where","severity":"low","risk_score":1,"index":["x"]}
            {"rule_id":"off","name":"Off","description":"d","type":"eql","query":"process where true","severity":"low","risk_score":1,"index":["x"],"enabled":false}
            """,
            TestContext.Current.CancellationToken
        );

        var (exitCode, output, _) = await ChildProgram.RunAsync(["rules", "--config", folder]);
        Directory.Delete(folder, recursive: true);

        Assert.Equal(0, exitCode);
        Assert.Matches("not evaluated +query +In KQL \\(kql\\)", output);
        Assert.Matches("set aside +eql +Broken \\(broken\\)", output);
        Assert.Matches("disabled +event +Off \\(off\\)", output);
        Assert.Contains("rules.ndjson:2:", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_tells_what_was_not_searched_and_exits_with_a_finding()
    {
        await using var cluster = await TestCluster.StartAsync();
        var clock = new FakeTimeProvider(TestCluster.Now.AddHours(-2));
        cluster.Proxy.Date = () => clock.GetUtcNow();
        using (var product = cluster.CreateProduct(clock))
        {
            await TestCluster.RunAsync(product);
        }

        cluster.Proxy.Date = null;
        var (exitCode, output, _) = await RunAsync(cluster, "coverage");

        Assert.Equal(1, exitCode);
        Assert.Contains("logs-endpoint.events.*", output, StringComparison.Ordinal);
        Assert.Contains("was not searched yet", output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 rules have not searched all that they watch.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_tells_what_was_given_up()
    {
        await using var cluster = await TestCluster.StartAsync();
        var clock = new FakeTimeProvider(TestCluster.Now.AddHours(-30));
        cluster.Proxy.Date = () => clock.GetUtcNow();
        using (var stopped = cluster.CreateProduct(clock))
        {
            await TestCluster.RunAsync(stopped);
        }

        cluster.Proxy.Date = null;
        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);

        var (exitCode, output, errors) = await RunAsync(cluster, "coverage");

        Assert.True(exitCode == 0, output + errors);
        Assert.Matches(
            @"Z to .*Z winlogbeat-\* 1 rules of group .*: was never searched, and is older than runs catch up",
            output
        );
    }

    [Fact]
    public async Task Coverage_is_complete_after_a_run()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);

        var (exitCode, output, errors) = await RunAsync(cluster, "coverage");

        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("All that 1 rules watch was searched.", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        TestCluster cluster,
        params string[] arguments
    )
    {
        await cluster.SendAsync(HttpMethod.Post, "detections-state-default,detections-runs-default/_refresh");
        return await ChildProgram.RunAsync(
            arguments,
            environment: ("Elasticsearch__Urls__0", cluster.Proxy.Url.ToString())
        );
    }
}
