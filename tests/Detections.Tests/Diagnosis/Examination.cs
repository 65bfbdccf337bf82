using Detections.Diagnosis;
using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Settings;
using Detections.Tests.Cluster;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detections.Tests.Diagnosis;

/// <summary>A whole diagnosis, with the shipped settings and rule but for what is overridden.</summary>
internal static class Examination
{
    public static Task<IReadOnlyList<CheckResult>> OfAsync(
        TestCluster cluster,
        params (string Key, string Value)[] overrides
    ) => OfAsync([cluster.Proxy.Url], TimeProvider.System, overrides);

    public static async Task<IReadOnlyList<CheckResult>> OfAsync(
        IEnumerable<Uri> urls,
        TimeProvider local,
        params (string Key, string Value)[] overrides
    ) => (await FullAsync(urls, local, overrides)).Results;

    public static async Task<(IReadOnlyList<CheckResult> Results, bool Reached)> FullAsync(
        IEnumerable<Uri> urls,
        TimeProvider local,
        params (string Key, string Value)[] overrides
    )
    {
        var findings = new Findings();
        var configuration = ConfigurationReader.Read(
            new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"))
                .AddInMemoryCollection([
                    .. urls.Select(
                        (u, i) => new KeyValuePair<string, string?>($"Elasticsearch:Urls:{i}", u.ToString())
                    ),
                    new("Elasticsearch:Retries", "1"),
                    new("Elasticsearch:RetryDelay", "0s"),
                    new("Elasticsearch:RequestTimeout", "5s"),
                    .. overrides.Select(o => new KeyValuePair<string, string?>(o.Key, o.Value)),
                ])
                .Build(),
            findings
        );
        Assert.Empty(findings.Faults);
        await using var services = ElasticsearchServices.Create(
            configuration!.Settings,
            local,
            NullLoggerFactory.Instance
        );
        var doctor = ActivatorUtilities.CreateInstance<Doctor>(services, configuration, local);
        var results = new List<CheckResult>();
        await foreach (var result in doctor.ExamineAsync(TestContext.Current.CancellationToken))
        {
            results.Add(result);
        }

        return (results, doctor.Reached);
    }

    /// <summary>As it is printed, without the subject.</summary>
    public static string[] Of(this IEnumerable<CheckResult> results, string id) =>
        [
            .. results
                .Where(r => r.Id == id)
                .Select(r =>
                    $"{r.Status.ToString().ToLowerInvariant()}: {r.Found}{(r.Remedy is null ? "" : $" -> {r.Remedy}")}"
                ),
        ];

    public static string[] Of(this IEnumerable<CheckResult> results, string id, string subject) =>
        results.Where(r => r.Subject == subject).Of(id);
}
