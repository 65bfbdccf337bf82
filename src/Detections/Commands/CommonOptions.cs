using System.CommandLine;

namespace Detections.Commands;

internal static class CommonOptions
{
    public static readonly Option<string?> Config = new("--config")
    {
        Description = "The directory that holds appsettings.json (by default this one, else the program's)",
        HelpName = "DIR",
    };

    public static readonly Option<OutputFormat> Output = new("--output")
    {
        Description = "How results are printed",
        DefaultValueFactory = _ => OutputFormat.Text,
    };
}
