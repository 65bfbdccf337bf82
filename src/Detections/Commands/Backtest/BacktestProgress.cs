using System.Globalization;
using Spectre.Console;

namespace Detections.Commands.Backtest;

/// <summary>A bar with rate and time left on a terminal; nothing where nobody looks.</summary>
internal static class BacktestProgress
{
    /// <param name="work">Is given what to call with the share that is done, from 0 to 1, and the number of events.</param>
    public static async Task ShowAsync(Func<Action<double, long>, Task> work)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)
        {
            await work((_, _) => { });
            return;
        }

        await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                var task = context.AddTask("0 events", maxValue: 1);
                await work(
                    (share, events) =>
                    {
                        task.Value = share;
                        var rate = events / Math.Max(0.001, task.ElapsedTime.GetValueOrDefault().TotalSeconds);
                        task.Description = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{events:N0} events, {rate:N0}/s"
                        );
                    }
                );
            });
    }
}
