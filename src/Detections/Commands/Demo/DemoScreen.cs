using System.Globalization;
using Detections.Runs;
using Spectre.Console;

namespace Detections.Commands.Demo;

/// <summary>A live table of runs and alerts on a terminal; plain lines anywhere else.</summary>
internal abstract class DemoScreen : IAsyncDisposable
{
    public static DemoScreen Create(Uri node, int events) =>
        AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? new DemoTable(node, events)
            : new DemoLines(node, events);

    public abstract void Show(RunReport report, IReadOnlyList<DemoAlert> alerts);

    public abstract void Stopping();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected static string Introduction(Uri node, int events) =>
        $"{events} events of the last minutes are in the embedded node at {node}; two of them are attacks, five only look like it. The node sends those that the rule could match.";

    protected static string Clock(DateTimeOffset time) =>
        time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
