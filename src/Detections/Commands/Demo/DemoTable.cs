using Detections.Runs;
using Spectre.Console;

namespace Detections.Commands.Demo;

/// <summary>The demo on a terminal.</summary>
internal sealed class DemoTable : DemoScreen
{
    private const int RunsShown = 8;
    private const int AlertsShown = 12;

    private readonly Queue<RunReport> _runs = [];
    private readonly Queue<DemoAlert> _alerts = [];
    private readonly string _introduction;
    private readonly TaskCompletionSource _stopped = new();
    private readonly Task _live;
    private LiveDisplayContext? _context;

    public DemoTable(Uri node, int events)
    {
        _introduction = Introduction(node, events);
        _live = AnsiConsole
            .Live(Draw())
            .StartAsync(async context =>
            {
                _context = context;
                await _stopped.Task;
                context.UpdateTarget(Draw());
            });
    }

    public override void Show(RunReport report, IReadOnlyList<DemoAlert> alerts)
    {
        Keep(_runs, [report], RunsShown);
        Keep(_alerts, alerts, AlertsShown);
        _context?.UpdateTarget(Draw());
    }

    public override void Stopping() => _stopped.TrySetResult();

    public override async ValueTask DisposeAsync()
    {
        _stopped.TrySetResult();
        await _live;
        await base.DisposeAsync();
    }

    private static void Keep<T>(Queue<T> shown, IEnumerable<T> added, int most)
    {
        foreach (var item in added)
        {
            shown.Enqueue(item);
            if (shown.Count > most)
            {
                shown.Dequeue();
            }
        }
    }

    private Rows Draw()
    {
        var runs = new Table()
            .Title("Runs")
            .AddColumns("Time", "Status", "Events", "Matched", "Known", "Created", "Waiting");
        foreach (var run in _runs)
        {
            runs.AddRow(
                Clock(run.Finished),
                run.Status == RunStatus.Succeeded ? "[green]succeeded[/]" : $"[yellow]{run.Status}[/]",
                $"{run.Events}",
                $"{run.Matched}",
                $"{run.Duplicate}",
                $"{run.Created}",
                $"{run.QueueLength}"
            );
        }

        var alerts = new Table()
            .Title("Alerts")
            .AddColumns("Event", "Severity", "Host", "Parent", "Command line", "Rule");
        foreach (var alert in _alerts)
        {
            alerts.AddRow(
                Clock(alert.EventTime),
                $"[red]{Markup.Escape(alert.Severity)}[/]",
                Markup.Escape(alert.Host),
                Markup.Escape(alert.Parent),
                Markup.Escape(alert.CommandLine),
                Markup.Escape(alert.Rule)
            );
        }

        return new Rows(new Text(_introduction), runs, alerts, new Text("Ctrl-C stops."));
    }
}
