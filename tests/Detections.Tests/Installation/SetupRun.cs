using Detections.Elasticsearch;
using Detections.Installation;
using Detections.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Detections.Tests.Installation;

/// <summary>Takes the steps of set-up as the command does.</summary>
internal static class SetupRun
{
    public static IReadOnlyList<SetupStep> Plan(
        Configuration configuration,
        SetupOptions? options = null,
        ClusterIdentity? cluster = null
    ) => SetupPlan.Create(configuration.Settings, configuration.Rules, options ?? new(), cluster, TimeProvider.System);

    public static Task<IReadOnlyList<StepResult>> RunAsync(Configuration configuration, SetupOptions? options = null) =>
        RunAsync(configuration, Plan(configuration, options));

    public static async Task<IReadOnlyList<StepResult>> RunAsync(
        Configuration configuration,
        IReadOnlyList<SetupStep> steps
    )
    {
        await using var services = ElasticsearchServices.Create(configuration.Settings);
        return await new SetupRunner(
            services.GetRequiredService<ElasticsearchClient>(),
            RequiredPrivileges.ForSetup(configuration.Settings, configuration.Rules)
        ).RunAsync(steps, TestContext.Current.CancellationToken);
    }

    public static (string, string)[] As(string user, string password) =>
        [("Elasticsearch:Username", user), ("Elasticsearch:Password", password)];

    /// <summary>Where an API key may be put that nobody has made yet.</summary>
    public static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory().FullName, "api-key");
}
