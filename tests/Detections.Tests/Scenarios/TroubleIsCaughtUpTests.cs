using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Scenarios;

public sealed class TroubleIsCaughtUpTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_run_without_an_answer_is_made_up_for_by_the_next()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await TestCluster.RunAsync(product);

        // In the window of the run that fails, but no longer in that of the run after it.
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(1))]);
        now = Noon.AddMinutes(5);
        cluster.Proxy.RefuseAll();
        var failed = await TestCluster.RunAsync(product);

        cluster.Proxy.LetThrough();
        now = Noon.AddMinutes(20);
        var next = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Failed, failed.Status);
        Assert.True(failed.Unreachable);
        Assert.Equal((RunStatus.Succeeded, 1), (next.Status, next.Created));
        Assert.NotEmpty(next.CaughtUp);
        Assert.Equal(TimeSpan.Zero, next.Uncovered);
    }

    [Fact]
    public async Task Also_when_it_was_the_first_run_of_all()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        var clock = new FakeTimeProvider(Noon);
        using var product = cluster.CreateProduct(clock);
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(-8))]);
        cluster.Proxy.RefuseAll();
        await TestCluster.RunAsync(product);

        cluster.Proxy.LetThrough();
        now = Noon.AddMinutes(5);
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((1, TimeSpan.Zero), (next.Created, next.Uncovered));
    }

    [Fact]
    public async Task Also_when_the_configuration_was_replaced_in_between()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(-8))]);
        cluster.Proxy.RefuseAll();
        await TestCluster.RunAsync(product);

        cluster.Proxy.LetThrough();
        now = Noon.AddMinutes(5);
        product.Services.GetRequiredService<Generations>().Replace(TestCluster.Configuration(product));
        var next = await TestCluster.RunAsync(product);

        Assert.Equal((1, TimeSpan.Zero), (next.Created, next.Uncovered));
    }

    [Fact]
    public async Task A_rule_that_was_out_for_a_while_does_not_make_up_for_that()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        var other = TestCluster.Rule("other", "process where true", TestCluster.Stream);
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon), other);
        var generations = product.Services.GetRequiredService<Generations>();
        var both = generations.Configuration;
        await TestCluster.RunAsync(product);
        await cluster.IndexAsync([TestCluster.Harmless(Noon.AddHours(1))]);

        generations.Replace(both with { Rules = new([.. both.Rules.Rules.Where(r => r.RuleId != "other")]) });
        now = Noon.AddHours(2);
        await TestCluster.RunAsync(product);
        generations.Replace(both);
        now = Noon.AddHours(2).AddMinutes(5);
        var back = await TestCluster.RunAsync(product);

        Assert.Equal((0, TimeSpan.Zero), (back.Created, back.Uncovered));
    }

    [Fact]
    public async Task A_pattern_that_was_taken_from_a_rule_is_no_hole()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        var rule = TestCluster.Rule("edited", "process where false", "logs-*", "winlogbeat-*");
        using (var before = cluster.CreateProduct(new FakeTimeProvider(Noon), rule))
        {
            await TestCluster.RunAsync(before);
        }

        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        now = Noon.AddHours(1);
        using var after = cluster.CreateProduct(new FakeTimeProvider(Noon), rule[..^1]);

        var report = await TestCluster.RunAsync(after);

        Assert.Equal(TimeSpan.Zero, report.Uncovered);
        Assert.Empty(report.Unsearched);
    }

    [Fact]
    public async Task What_a_stopped_copy_did_not_see_is_seen_by_the_one_that_takes_over()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using (var stopped = cluster.CreateProduct(new FakeTimeProvider(Noon)))
        {
            await TestCluster.RunAsync(stopped);
        }

        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(30))]);
        now = Noon.AddHours(2);
        using var successor = cluster.CreateProduct(new FakeTimeProvider(now), ("Runs:Instance", "successor"));
        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        var report = await TestCluster.RunAsync(successor);

        Assert.Equal((1, TimeSpan.Zero), (report.Created, report.Uncovered));
    }

    [Theory]
    [InlineData(+10)]
    [InlineData(-10)]
    public async Task A_local_clock_that_is_wrong_by_ten_minutes_loses_nothing(int minutes)
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        var local = new FakeTimeProvider(Noon.AddMinutes(minutes));
        using var product = cluster.CreateProduct(local);

        var created = 0;
        for (var run = 0; run < 4; run++)
        {
            await cluster.IndexAsync(Enumerable.Range(0, 5).Select(i => TestCluster.Attack(now.AddMinutes(-i))));
            created += (await TestCluster.RunAsync(product)).Created;
            now = now.AddMinutes(5);
            local.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(20, created);
    }

    [Fact]
    public async Task One_pattern_that_fails_does_not_hold_back_the_others()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = TestCluster.Now;
        await cluster.IndexAsync([TestCluster.Attack(now)]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (
                !request.Path.Contains("winlogbeat", StringComparison.Ordinal)
                || !request.Path.Contains("/_pit", StringComparison.Ordinal)
            )
            {
                return false;
            }

            await ClusterProxy.Refuse(
                context,
                503,
                """{"error":{"type":"search_phase_execution_exception","reason":"all shards failed"},"status":503}"""
            );
            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Failed, 1), (report.Status, report.Created));
        var failure = Assert.Single(report.Failures);
        Assert.StartsWith(
            "Reading winlogbeat-* failed. POST /winlogbeat-*/_pit answered 503 search_phase_execution_exception: all shards failed",
            failure
        );
        Assert.True(report.Uncovered > TimeSpan.FromMinutes(8));
    }

    [Theory]
    [InlineData(
        """{"timed_out":true,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"hits":[]}}""",
        "timed out"
    )]
    [InlineData(
        """{"timed_out":false,"_shards":{"total":5,"successful":3,"failed":2},"hits":{"hits":[]}}""",
        "2 shards failed"
    )]
    public async Task A_partial_answer_proves_nothing_searched(string answer, string told)
    {
        await using var cluster = await TestCluster.StartAsync();
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isPage = request.Path.StartsWith("/_search", StringComparison.Ordinal);
            if (isPage)
            {
                await ClusterProxy.Refuse(context, 200, answer);
            }

            return isPage;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Failed, report.Status);
        Assert.All(report.Failures, f => Assert.Contains(told, f));
        Assert.True(report.Uncovered > TimeSpan.FromMinutes(8));
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_asked_for_again()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        var broken = 0;
        cluster.Proxy.Answer = async (request, context) =>
        {
            if (!request.Path.StartsWith("/_search", StringComparison.Ordinal) || Interlocked.Increment(ref broken) > 2)
            {
                return false;
            }

            if (broken == 1)
            {
                context.Response.ContentLength = 1000;
                await context.Response.Body.WriteAsync("{\"hits\":"u8.ToArray());
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
            else
            {
                await ClusterProxy.Refuse(context, 200, "{\"hits\":{\"hits\":[{\"_index\":");
            }

            return true;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
    }

    [Fact]
    public async Task A_document_that_breaks_the_answer_it_is_in_is_asked_for_in_another_form()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isAsItIs =
                request.Path.StartsWith("/_search", StringComparison.Ordinal)
                && !request.Body!.Contains("\"_source\"", StringComparison.Ordinal);
            if (isAsItIs)
            {
                await ClusterProxy.Refuse(
                    context,
                    200,
                    """{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[{"_index":"i","_id":"1","_source":{"a":1}//"sort":[1]}]}}"""
                );
            }

            return isAsItIs;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 1), (report.Status, report.Created));
    }

    [Fact]
    public async Task Time_that_the_catch_up_no_longer_reaches_is_given_up_with_a_warning_and_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using (var stopped = cluster.CreateProduct())
        {
            await TestCluster.RunAsync(stopped);
        }

        await cluster.SendAsync(HttpMethod.Post, "detections-state-default/_refresh");
        now = Noon.AddHours(30);
        using var product = cluster.CreateProduct();
        var first = await TestCluster.RunAsync(product);
        var second = await TestCluster.RunAsync(product);

        Assert.Equal(
            [
                "logs-endpoint.events.* was never searched for rule 483c4daf-b0c6-49e0-adf3-0bfa93231d6b from 2026-06-01 11:59:30Z to 2026-06-01 18:00:00Z, which is now older than Sweep:CatchUp and given up",
            ],
            first.Warnings.Where(w => w.StartsWith("logs-endpoint.events.* was never", StringComparison.Ordinal))
        );
        Assert.Equal(
            [
                "logs-endpoint.events.* was not looked through for what came late from 2026-06-01 11:51:00Z to 2026-06-01 16:51:00Z, which is now older than Sweep:CatchUp",
            ],
            first.Warnings.Where(w => w.StartsWith("logs-endpoint.events.* was not", StringComparison.Ordinal))
        );
        Assert.Equal(RunStatus.Succeeded, second.Status);
    }

    [Fact]
    public async Task What_arrives_late_is_seen_though_the_run_that_would_have_seen_it_failed()
    {
        await using var cluster = await TestCluster.StartAsync();
        var now = Noon;
        cluster.Proxy.Date = () => now;
        using var product = cluster.CreateProduct(new FakeTimeProvider(Noon));
        await TestCluster.RunAsync(product);

        // Stamped within the time that the first run proved, searchable only after it.
        await cluster.IndexAsync([TestCluster.Attack(Noon.AddMinutes(-1))]);
        now = Noon.AddMinutes(5);
        cluster.Proxy.RefuseAll();
        await TestCluster.RunAsync(product);
        cluster.Proxy.LetThrough();
        now = Noon.AddMinutes(10);

        Assert.Equal(1, (await TestCluster.RunAsync(product)).Created);
    }

    [Theory]
    [InlineData("detections-state-default")]
    [InlineData("detections-alerts-default-*")]
    public async Task An_index_of_ours_that_is_deleted_is_made_anew(string index)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        using var product = cluster.CreateProduct();
        await TestCluster.RunAsync(product);
        await cluster.SendAsync(HttpMethod.Delete, index);

        await cluster.IndexAsync([TestCluster.Attack(TestCluster.Now)]);
        var report = await TestCluster.RunAsync(product);

        Assert.Equal(RunStatus.Succeeded, report.Status);
        Assert.Equal(2, (await cluster.AlertsAsync()).Count);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_sent_in_pieces_and_the_piece_that_still_is_becomes_a_minimal_alert()
    {
        await using var cluster = await TestCluster.StartAsync();
        var large = TestCluster.Attack(TestCluster.Now);
        large["event"]!["original"] = new string('x', 20_000);
        await cluster.IndexAsync([
            large,
            .. Enumerable.Range(0, 9).Select(i => TestCluster.Attack(TestCluster.Now.AddSeconds(-i))),
        ]);
        using var product = cluster.CreateProduct();
        cluster.Proxy.Answer = async (request, context) =>
        {
            var isTooLarge =
                request.Path.StartsWith("/_bulk", StringComparison.Ordinal) && request.Body!.Length > 20_000;
            if (isTooLarge)
            {
                await ClusterProxy.Refuse(context, 413, "<html>too large</html>");
            }

            return isTooLarge;
        };

        var report = await TestCluster.RunAsync(product);

        Assert.Equal((RunStatus.Succeeded, 10), (report.Status, report.Created));
        Assert.Equal(1, Assert.Single(report.Rules).Reduced);
    }
}
