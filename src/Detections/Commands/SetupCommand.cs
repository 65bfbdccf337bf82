using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Commands;

/// <summary>Installs what a running copy finds in the cluster but may not create, or prints the requests that would.</summary>
internal static class SetupCommand
{
    private const string DevTools = "kibana-dev-tools";

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Send nothing; print every request",
    };
    private static readonly Option<string?> For = new("--for")
    {
        Description = "Send nothing; print the requests so that they can be pasted into Kibana's console",
        HelpName = DevTools,
    };
    private static readonly Option<Uri?> Kibana = new("--kibana")
    {
        Description = "Put a data view and a search for the alerts into the Kibana at this address",
        HelpName = "URL",
        CustomParser = ReadKibana,
    };
    private static readonly Option<string?> ApiKeyFile = new("--api-key-file")
    {
        Description =
            "Make the API key of the running copy and write it to this new file; a key there that works is left alone",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        For.AcceptOnlyFromAmong(DevTools);
        var command = new Command("setup", "Install templates, indices, lifecycle, pipeline and role in the cluster")
        {
            DryRun,
            For,
            Kibana,
            ApiKeyFile,
            CommonOptions.Config,
            CommonOptions.Output,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Uri? ReadKibana(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
        )
        {
            return url;
        }

        argument.AddError(
            "--kibana is not the address of a Kibana; it takes an http or https address such as https://kibana.example.com:5601, without user, password or query. The credentials are those of the section Elasticsearch."
        );
        return null;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (Startup.Read(arguments.GetValue(CommonOptions.Config), Console.Error) is not { } configuration)
        {
            return ExitCode.Usage;
        }

        var options = new SetupOptions(arguments.GetValue(Kibana), arguments.GetValue(ApiKeyFile));
        var isJson = arguments.GetValue(CommonOptions.Output) == OutputFormat.Json;
        if (arguments.GetValue(DryRun) || arguments.GetValue(For) is not null)
        {
            var steps = Plan(configuration, options, cluster: null, TimeProvider.System);
            await Console.Out.WriteLineAsync(
                arguments.GetValue(For) is not null ? SetupText.ForDevTools(steps)
                : isJson ? SetupText.Text(SetupText.Json(steps))
                : SetupText.Plain(steps)
            );
            return ExitCode.Fine;
        }

        if (configuration.Settings.Elasticsearch.Urls.Count == 0)
        {
            await Console.Error.WriteLineAsync($"error: {Configuration.NoCluster}");
            return ExitCode.Usage;
        }

        return await InstallAsync(configuration, options, isJson, cancellationToken);
    }

    private static async Task<int> InstallAsync(
        Configuration configuration,
        SetupOptions options,
        bool isJson,
        CancellationToken cancellationToken
    )
    {
        await using var services = ElasticsearchServices.Create(configuration.Settings);
        try
        {
            var cluster = await services.GetRequiredService<ClusterInfo>().IdentifyAsync(cancellationToken);
            await services.GetRequiredService<ClusterTime>().NowAsync(cancellationToken);
            var clock = services.GetRequiredService<ClusterClock>();
            var steps = Plan(configuration, options, cluster, clock);
            var results = await new SetupRunner(
                services.GetRequiredService<ElasticsearchClient>(),
                RequiredPrivileges.ForSetup(configuration.Settings, configuration.Rules, cluster.IsServerless)
            ).RunAsync(steps, cancellationToken);
            await Console.Out.WriteLineAsync(isJson ? SetupText.Text(Json(results)) : Lines(results));
            return results.Any(r => r.Outcome == StepOutcome.Refused) ? ExitCode.Findings : ExitCode.Fine;
        }
        catch (ElasticsearchException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return e is UnsupportedClusterException ? ExitCode.Usage
                : e.Unreachable ? ExitCode.Unreachable
                : ExitCode.Findings;
        }
    }

    private static IReadOnlyList<SetupStep> Plan(
        Configuration configuration,
        SetupOptions options,
        ClusterIdentity? cluster,
        TimeProvider clock
    ) => SetupPlan.Create(configuration.Settings, configuration.Rules, options, cluster, clock);

    private static string Lines(IEnumerable<StepResult> results) =>
        string.Join(
            Environment.NewLine,
            results.Select(r =>
                $"{Name(r.Outcome), -9}  {r.Subject}" + (Detail(r) is { Length: > 0 } d ? $": {d}" : "")
            )
        );

    private static string Detail(StepResult result) =>
        result is { Outcome: StepOutcome.Unchanged, Detail: "" } ? "nothing to do" : result.Detail;

    private static JsonArray Json(IEnumerable<StepResult> results) =>
        [
            .. results.Select(r => new JsonObject
            {
                ["subject"] = r.Subject,
                ["outcome"] = Name(r.Outcome),
                ["detail"] = Detail(r),
            }),
        ];

    private static string Name(StepOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
