using Detections.Observability;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Settings;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Observability;

/// <summary>How a copy is that runs nothing, because another does.</summary>
public sealed class StandingByTests : IDisposable
{
    private const string Group = "5m from now-9m";

    private readonly FakeTimeProvider _clock = new(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
    private readonly Generations _generations;
    private readonly RunHistory _history;

    public StandingByTests()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        var configuration = ConfigurationReader.Read(
            ConfigurationText.Json(text, ("Elasticsearch:Urls:0", "http://127.0.0.1:1")),
            new()
        );
        _generations = new(configuration!, _clock, NullLoggerFactory.Instance);
        _history = new(_generations, _clock);
    }

    public void Dispose() => _generations.Dispose();

    [Fact]
    public async Task It_is_healthy_as_long_as_the_other_runs_what_has_to_be_run()
    {
        await RanAsync();
        for (var run = 0; run < 12; run++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            Elsewhere(RunStatus.Succeeded);
            await AssertAsync(HealthStatus.Healthy, "All 1 groups have run");
        }

        _clock.Advance(TimeSpan.FromMinutes(13));
        await AssertAsync(HealthStatus.Unhealthy, $"Group {Group} has not ended a run for 13m.");
    }

    [Fact]
    public async Task It_tells_what_the_other_could_not_do()
    {
        await RanAsync();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Elsewhere(RunStatus.Failed, "The disk is full");

        await AssertAsync(
            HealthStatus.Unhealthy,
            $"The last run of group {Group}, by copy b, failed: The disk is full."
        );
    }

    [Fact]
    public async Task It_tells_what_it_could_not_do_itself_although_the_other_can()
    {
        await RanAsync("The key is wrong");
        await AssertAsync(HealthStatus.Unhealthy, $"The last run of group {Group} failed: The key is wrong.");
        _clock.Advance(TimeSpan.FromMinutes(5));
        Elsewhere(RunStatus.Succeeded);

        await AssertAsync(
            HealthStatus.Degraded,
            $"Copy b runs group {Group}, and this one could not: The key is wrong."
        );
    }

    [Fact]
    public async Task It_is_not_healthy_before_it_has_run_itself_whatever_the_other_does()
    {
        Elsewhere(RunStatus.Succeeded);

        await AssertAsync(HealthStatus.Unhealthy, $"Group {Group} has not ended its first run yet.");
    }

    [Fact]
    public async Task A_run_of_its_own_that_was_overtaken_does_not_hide_the_later_one()
    {
        await RanAsync();
        var begun = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Elsewhere(RunStatus.Failed, "The disk is full");
        await _history.AddAsync(new("late", Group) { Finished = begun.AddMinutes(1) });

        Assert.Equal("b", _history.Of(Group)!.Elsewhere!.Instance);
    }

    private async Task RanAsync(string? failure = null)
    {
        var report = new RunReport("own", Group) { Finished = _clock.GetUtcNow() };
        if (failure is not null)
        {
            report.Fail(FailureKind.Refused, failure);
        }

        await _history.AddAsync(report);
    }

    private void Elsewhere(RunStatus status, params string[] failures) =>
        _history.Add(
            new("b", Group, _clock.GetUtcNow(), status, failures, false, TimeSpan.Zero, 0),
            age: TimeSpan.Zero
        );

    private async Task AssertAsync(HealthStatus status, string text)
    {
        var result = await new RunHealthCheck(_generations, _history).CheckHealthAsync(
            new(),
            TestContext.Current.CancellationToken
        );

        Assert.Equal((status, text), (result.Status, result.Description));
    }
}
