using System.Collections.Concurrent;
using System.Text.Json;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Tests.Cluster;

namespace Detections.Tests.Faults;

/// <summary>
/// A random history: events come in, copies of the product run, and what can break breaks. In the end all faults are over, and the alerts
/// must be those that the events make due; on the way, no run may claim to have searched a time of which an alert is missing.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    private const int MostRequests = 80;
    private const int MostSettlingSteps = 80;
    private const string Space = "default";

    private readonly HistoryCase _case;
    private readonly bool _isCalm;
    private readonly World _world;
    private readonly Random _random;
    private readonly EventStory _story;
    private readonly List<ProductCopy> _copies = [];
    private readonly HashSet<string> _disabled = new(StringComparer.Ordinal);

    /// <summary>Since when each rule is watched for sure; of rules that were enabled and have not run yet, there is nothing.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _watched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _backing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<ProxiedRequest, Task<bool>>> _meddling = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentQueue<string> _told = new();
    private DateTimeOffset _sweptLate = DateTimeOffset.MinValue;
    private bool _isSevere;
    private int _step;

    private History(HistoryCase history, bool isCalm, World world)
    {
        (_case, _isCalm, _world) = (history, isCalm, world);
        _random = RepeatableRandom.Of(history.Seed, 1);
        _story = new(RepeatableRandom.Of(history.Seed, 2), history.ReadsTailOnly, history.HasVeryLate);
        world.Excuse = Excuse;
        world.Meddle = request =>
            _meddling.TryGetValue(request.Sender, out var how) ? how(request) : Task.FromResult(false);
    }

    public HistoryCounts Counts { get; } = new();

    /// <param name="isCalm">Whether nothing breaks.</param>
    public static async Task<HistoryCounts> LiveAsync(int seed, bool isCalm = false)
    {
        var drawn = HistoryCase.Draw(seed);
        await using var history = new History(drawn, isCalm, await World.StartAsync(drawn.Start));
        try
        {
            await history.LiveAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"History {seed} at step {history._step} ({drawn}; so far {history.Counts}): {e.Message}\n{string.Join('\n', history._told)}",
                e
            );
        }

        return history.Counts;
    }

    public async ValueTask DisposeAsync()
    {
        _copies.ForEach(c => c.Dispose());
        await _world.DisposeAsync();
    }

    private async Task LiveAsync()
    {
        for (var i = 0; i < (_case.Copies == CopyMode.One ? 1 : 2); i++)
        {
            _copies.Add(CreateCopy(i));
            await RunAsync(i, FaultPlan.None, crashAt: 0);
        }

        for (_step = 1; _step <= _case.Steps; _step++)
        {
            var last = _world.Now;
            Advance();
            await LookAtLateSweepsAsync();
            await _world.PlantAsync(_story.Draw(last, _world.Now));
            await ChangeAsync();
            var firing = _case.Copies switch
            {
                CopyMode.InTurns => [_step % 2],
                CopyMode.AtOnce => [0, 1],
                _ => new[] { 0 },
            };
            await Task.WhenAll(
                firing.Select(i =>
                {
                    var random = RepeatableRandom.Of(_case.Seed, 3, _step, i);
                    var plan = _isCalm ? FaultPlan.None : FaultPlan.Draw(random);
                    var crash = !_isCalm && random.Next(6) == 0 ? random.Next(1, MostRequests) : 0;
                    return RunAsync(i, plan, crash);
                })
            );
            if (_random.Next(2) == 0)
            {
                await CheckClaimsAsync();
            }
        }

        await SettleAsync();
        await CheckEndAsync();
    }

    private void Advance()
    {
        // Now and then nothing runs for a while.
        var minutes = _random.Next(12) switch
        {
            0 => 12,
            1 => 40,
            _ => _case.Step.TotalMinutes,
        };
        _world.Now += TimeSpan.FromSeconds(Math.Floor(minutes * 60) + _random.Next(20));
        foreach (var copy in _copies)
        {
            var skew = _isCalm ? 5 : _random.Next(12);
            copy.Clock.AdjustTime(
                _world.Now
                    + skew switch
                    {
                        0 => TimeSpan.FromHours(-1),
                        1 => TimeSpan.FromDays(1),
                        2 => TimeSpan.FromSeconds(-20),
                        3 => TimeSpan.FromSeconds(20),
                        _ => TimeSpan.Zero,
                    }
            );
            Counts.Add("clock steps", skew < 4 ? 1 : 0);
        }
    }

    /// <summary>What operators and the lifecycle of indices do between runs.</summary>
    private async Task ChangeAsync()
    {
        if (_isCalm)
        {
            return;
        }

        switch (_random.Next(14))
        {
            case 0 or 1:
                await RollOverAsync();
                break;
            case 2:
                await DeleteOldestAsync();
                break;
            case 3 or 4:
                await EditAsync();
                break;
            case 5:
                Restart(_random.Next(_copies.Count));
                break;
            default:
                break;
        }
    }

    private async Task RollOverAsync()
    {
        string[] streams = [World.Endpoint, World.Winlogbeat, World.Windows];
        var stream = streams[_random.Next(3)];
        var answer = await _world.Cluster.SendAsync(HttpMethod.Post, $"{stream}/_rollover");
        if (!_backing.TryGetValue(stream, out var backing))
        {
            _backing.Add(stream, backing = []);
        }

        backing.Add(answer!["old_index"]!.GetValue<string>());
        Counts.Add("rollovers");
    }

    private async Task DeleteOldestAsync()
    {
        foreach (var backing in _backing.Values.Where(b => b.Count > 0).Take(1))
        {
            await ExcuseUnsettledAsync(e => e.Events.Any(d => d.Index == backing[0]), "its index was deleted");
            await _world.Cluster.SendAsync(HttpMethod.Delete, backing[0]);
            backing.RemoveAt(0);
            Counts.Add("indices deleted");
            Tell("an index deleted");
        }
    }

    private async Task EditAsync()
    {
        if (_random.Next(3) == 0)
        {
            _isSevere = !_isSevere;
        }
        else
        {
            var ruleId = WorldRules.All[_random.Next(WorldRules.All.Count)];
            if (!_disabled.Remove(ruleId))
            {
                await ExcuseUnsettledAsync(e => e.RuleId == ruleId, "its rule was disabled");
                _disabled.Add(ruleId);
                _watched.TryRemove(ruleId, out _);
            }
        }

        foreach (var copy in _copies)
        {
            copy.Replace(_case.Settings(_disabled, _isSevere));
        }

        Counts.Add("rule edits");
        Tell($"disabled: {string.Join(", ", _disabled)}");
    }

    private async Task ExcuseUnsettledAsync(Func<ExpectedAlert, bool> isTouched, string excuse)
    {
        var (alerts, suppressed, waiting) = await _world.SettledAsync(Space);
        foreach (var expected in _world.Expected.Where(isTouched))
        {
            if (!alerts.Contains(expected.Id) && !suppressed.Contains(expected.Id) && !waiting.Contains(expected.Id))
            {
                expected.Excuse = excuse;
            }
        }
    }

    private string Excuse(ExpectedAlert expected) =>
        !_watched.TryGetValue(expected.RuleId, out var since) ? "its rule is not watched"
        : expected.Arrival < since ? "its rule was not watched then"
        : IsSweptLate(expected) ? "it is later than the late sweep"
        : "";

    /// <summary>What is later than runs promise is found by the late sweep, unless that has been there.</summary>
    private bool IsSweptLate(ExpectedAlert expected) => !expected.IsPrompt && expected.Arrival < _sweptLate;

    private ProductCopy CreateCopy(int position) =>
        _world.CreateCopy($"instance-{position}", _case.Settings(_disabled, _isSevere));

    private void Restart(int position)
    {
        _copies[position].Dispose();
        _copies[position] = CreateCopy(position);
        Counts.Add("restarts");
        Tell($"instance-{position} restarted");
    }

    private async Task RunAsync(int position, FaultPlan plan, int crashAt)
    {
        var copy = _copies[position];
        var isEven = _step / _copies.Count % 2 == 0;
        var groups = copy
            .Configuration.Rules.Groups.Where(g => isEven || g.Interval < TimeSpan.FromMinutes(10))
            .ToList();
        var number = 0;
        var failing = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var random = RepeatableRandom.Of(_case.Seed, 4, _step, position);
        var (eventAt, turnAt) = (Moment(random, 5), Moment(random, 10));
        _meddling[copy.Sender] = async request =>
        {
            var now = Interlocked.Increment(ref number);
            if (now == crashAt)
            {
                if (random.Next(2) == 0)
                {
                    await request.ForwardAsync();
                }

                Counts.Add("crashes");
                _world.Crash(copy);
                return false;
            }

            if (now == eventAt)
            {
                await _world.PlantAsync(_story.DrawNow(_world.Now));
                Counts.Add("events amid a run");
            }

            if (now == turnAt)
            {
                copy.Clock.AdjustTime(copy.Clock.GetUtcNow().AddMinutes(random.Next(2) == 0 ? -60 : 1440));
                Counts.Add("clock steps amid a run");
            }

            if (plan.Of(request.Request, out var how) is not { } fault)
            {
                return false;
            }

            Counts.Add($"{fault}");
            Counts.Add("faults");
            await FaultInjector.InjectAsync(request, fault, how);
            return true;
        };

        var reports = await copy.RunAsync(groups.Select(g => g.Name));
        _meddling.TryRemove(copy.Sender, out _);
        Counts.Add("runs");
        Tell(
            $"{copy.Sender} ran with {string.Join(", ", failing.Select(f => $"{f.Value} {f.Key}"))}{(copy.HasCrashed ? " and crashed" : "")}"
        );
        foreach (var report in reports)
        {
            Tell(
                $"{report.Group} {report.Status} created {report.Created} queued {report.Queued} waiting {report.QueueLength}, {report.Uncovered} uncovered, caught up {string.Join(", ", report.CaughtUp.Select(c => $"{c.From:HH:mm:ss}-{c.To:HH:mm:ss}"))} {string.Join(" ", report.Failures)}"
            );
        }

        Learn(groups, reports);
        if (copy.HasCrashed)
        {
            Restart(position);
        }
    }

    /// <summary>What is told of a history that fails.</summary>
    private void Tell(string what) => _told.Enqueue($"  {_world.Now:HH:mm:ss} {what}");

    private int Moment(Random random, int oneIn) =>
        !_isCalm && random.Next(oneIn) == 0 ? random.Next(1, MostRequests) : 0;

    /// <summary>Which rules are watched from now on.</summary>
    private void Learn(IEnumerable<RuleGroup> groups, IReadOnlyList<RunReport> reports)
    {
        var succeeded = reports.Where(r => r.Status != RunStatus.Failed).Select(r => r.Group).ToList();
        foreach (var rule in groups.Where(g => succeeded.Contains(g.Name)).SelectMany(g => g.Rules))
        {
            _watched.TryAdd(rule.RuleId, _world.Now.AddMinutes(-5));
        }
    }

    /// <summary>All faults are over, until nothing waits and nothing is unsearched.</summary>
    private async Task SettleAsync()
    {
        _disabled.Clear();
        for (var i = 0; i < _copies.Count; i++)
        {
            Restart(i);
        }

        await _copies[0].RetryRejectedAsync();
        var least = _world.Now + TimeSpan.FromMinutes(50);
        for (var step = 0; step < MostSettlingSteps; step++)
        {
            _step++;
            _world.Now += TimeSpan.FromMinutes(5);
            var isSettled = true;
            foreach (var copy in _copies)
            {
                copy.Clock.AdjustTime(_world.Now);
                var reports = await copy.RunAsync(copy.Configuration.Rules.Groups.Select(g => g.Name));
                Counts.Add("runs");
                foreach (var report in reports)
                {
                    Assert.True(report.Status != RunStatus.Failed, string.Join('\n', report.Failures));
                    isSettled &= report.QueueLength is null or 0 && report.Uncovered == TimeSpan.Zero;
                }
            }

            if (isSettled && _world.Now >= least)
            {
                return;
            }
        }

        Assert.Fail($"Not settled after {MostSettlingSteps} runs without a fault");
    }

    private async Task LookAtLateSweepsAsync()
    {
        _sweptLate = (await ClaimsAsync()).LateSwept.Values.Append(_sweptLate).Max();
    }

    private async Task<Ledger> ClaimsAsync()
    {
        var claims = new Ledger();
        foreach (var document in (await _world.StateAsync(Space, "ledger")).Values)
        {
            using var json = JsonDocument.Parse(document.ToJsonString());
            claims.Merge(LedgerDocument.Read(json.RootElement), (_, _) => true);
        }

        return claims;
    }

    /// <summary>What is claimed to be searched has its alerts, or they wait.</summary>
    private async Task CheckClaimsAsync()
    {
        var claims = await ClaimsAsync();
        var (alerts, suppressed, waiting) = await _world.SettledAsync(Space);
        foreach (var expected in _world.Expected.Where(e => e is { IsPrompt: true, Excuse: "" }))
        {
            var isClaimed = expected.Events.All(e =>
                claims.Entries.Any(c =>
                    c.Key == (expected.RuleId, e.Pattern) && c.Coverage.Searched.Ranges.Any(r => r.Contains(e.Arrival))
                )
            );
            Assert.True(
                !isClaimed
                    || alerts.Contains(expected.Id)
                    || suppressed.Contains(expected.Id)
                    || waiting.Contains(expected.Id),
                $"{expected} is claimed to be searched, and is not there"
            );
        }

        Counts.Add("claims checked");
    }

    private async Task CheckEndAsync()
    {
        await CheckClaimsAsync();
        var (alerts, suppressed, waiting) = await _world.SettledAsync(Space);
        Assert.True(waiting.Count == 0, $"there still wait {string.Join(", ", waiting)}");
        var both = alerts.Intersect(suppressed).ToList();
        // Copies that run at once may each take another match of a kind for the first.
        Assert.True(
            both.Count == 0 || _case.Copies == CopyMode.AtOnce,
            $"alerts and suppressed: {string.Join(", ", both)}"
        );
        var settled = alerts.Union(suppressed).ToHashSet(StringComparer.Ordinal);
        var undue = settled.Except(_world.Expected.Select(e => e.Id)).ToList();
        Assert.True(undue.Count == 0, $"nothing makes due {string.Join(", ", undue)}");
        var missing = _world.Expected.Where(e => e.Excuse.Length == 0 && !settled.Contains(e.Id)).ToList();
        Assert.True(missing.Count == 0, $"there is no alert {string.Join("; no alert ", missing)}");
        Counts.Add("alerts", alerts.Count);
        Counts.Add("suppressed", suppressed.Count);
        Counts.Add("not promised", _world.Expected.Count(e => e.Excuse.Length > 0));
        await CheckCapAsync();
    }

    private async Task CheckCapAsync()
    {
        foreach (
            var record in await _world.Cluster.SearchAsync($"detections-runs-{Space}", """{"term":{"kind":"rule"}}""")
        )
        {
            Assert.InRange(record["_source"]!["created"]!.GetValue<int>(), 0, _case.Cap);
        }

        var byRun = (await _world.AlertsAsync(Space)).Values.GroupBy(a =>
            (a["kibana.alert.rule.execution.uuid"]!.ToString(), a["kibana.alert.rule.rule_id"]!.ToString())
        );
        Assert.All(byRun, run => Assert.InRange(run.Count(), 1, _case.Cap));
    }
}
