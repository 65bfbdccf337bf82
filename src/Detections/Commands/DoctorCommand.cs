using System.CommandLine;
using Detections.Diagnosis;
using Detections.Elasticsearch;
using Detections.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands;

/// <summary>Says what stands between this machine and an alert, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Look at settings, connection, privileges, sources and indices, with a remedy for each trouble"
        )
        {
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        await using DoctorPrinter printer =
            arguments.GetValue(CommonOptions.Output) == OutputFormat.Json
                ? new DoctorJson(Console.OpenStandardOutput())
                : new DoctorText();
        using var told = new StringWriter();
        var configuration = Startup.Read(arguments.GetValue(CommonOptions.Config), told);
        var settings = DoctorSettings.Judge(told.ToString(), configuration).ToList();
        foreach (var result in settings)
        {
            printer.Print(result);
        }

        if (configuration is null || settings.Exists(r => r.Status == CheckStatus.Red))
        {
            return ExitCode.Usage;
        }

        return await ExamineAsync(configuration, printer, settings, cancellationToken);
    }

    private static async Task<int> ExamineAsync(
        Configuration configuration,
        DoctorPrinter printer,
        List<CheckResult> results,
        CancellationToken cancellationToken
    )
    {
        await using var services = ElasticsearchServices.Create(configuration.Settings);
        var doctor = ActivatorUtilities.CreateInstance<Doctor>(services, configuration, TimeProvider.System);
        await foreach (var result in doctor.ExamineAsync(cancellationToken))
        {
            printer.Print(result);
            results.Add(result);
        }

        return !doctor.Reached ? ExitCode.Unreachable
            : results.Exists(r => r.Status is CheckStatus.Amber or CheckStatus.Red) ? ExitCode.Findings
            : ExitCode.Fine;
    }
}
