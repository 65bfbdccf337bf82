using Detections.Runs;

namespace Detections.Commands.Demo;

/// <summary>The demo where nothing can be redrawn.</summary>
internal sealed class DemoLines : DemoScreen
{
    public DemoLines(Uri node, int events) => Console.WriteLine(Introduction(node, events));

    public override void Show(RunReport report, IReadOnlyList<DemoAlert> alerts)
    {
        Console.WriteLine($"{Clock(report.Finished)} run ({report.Group}) {report.Status}: {report.Summary()}");
        foreach (var problem in report.Failures.Concat(report.Warnings))
        {
            Console.WriteLine($"         {problem}");
        }

        foreach (var alert in alerts)
        {
            Console.WriteLine($"{Clock(alert.Time)} ALERT [{alert.Severity}] {alert.Rule}");
            Console.WriteLine($"         {alert.Reason}");
            Console.WriteLine(
                $"         {alert.Host} at {Clock(alert.EventTime)}: {alert.Parent} started {alert.CommandLine}"
            );
            Console.WriteLine($"         {alert.Index}/{alert.Id}");
        }
    }

    public override void Stopping() => Console.WriteLine("Stopping.");
}
