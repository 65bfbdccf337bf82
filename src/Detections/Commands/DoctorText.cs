using Detections.Diagnosis;
using Spectre.Console;

namespace Detections.Commands;

/// <summary>A line for each result as it comes, and below it what to do. Colours only on a terminal.</summary>
internal sealed class DoctorText : DoctorPrinter
{
    private const int StatusWidth = 8;
    private const int IdWidth = 19;

    public override void Print(CheckResult result)
    {
        var status = result.Status.ToString().ToLowerInvariant().PadRight(StatusWidth);
        if (Console.IsOutputRedirected)
        {
            Console.Write(status);
        }
        else
        {
            AnsiConsole.Write(new Text(status, new Style(Colour(result.Status))));
        }

        var subject = result.Subject == result.Id ? "" : $"{result.Subject}: ";
        Console.WriteLine($"{result.Id.PadRight(IdWidth)}{subject}{result.Found}");
        if (result.Remedy is not null)
        {
            Console.WriteLine($"{new string(' ', StatusWidth + IdWidth)}-> {result.Remedy}");
        }
    }

    private static Color Colour(CheckStatus status) =>
        status switch
        {
            CheckStatus.Green => Color.Green,
            CheckStatus.Amber => Color.Yellow,
            CheckStatus.Red => Color.Red,
            _ => Color.Grey,
        };
}
