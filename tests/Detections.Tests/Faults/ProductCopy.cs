using Detections.Elasticsearch;
using Detections.Rules;
using Detections.Runs;
using Detections.Scheduling;
using Detections.Tests.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Detections.Tests.Faults;

/// <summary>One life of a copy of the product: from its start until it crashes or is stopped.</summary>
internal sealed class ProductCopy : IDisposable
{
    private readonly World _world;
    private readonly (string Key, string Value)[] _identity;
    private readonly IHost _host;
    private readonly CancellationTokenSource _life = new();

    public ProductCopy(World world, string sender, string instance, IEnumerable<(string Key, string Value)> settings)
    {
        _world = world;
        Sender = sender;
        Clock = new(world.Now);
        _identity = [("Elasticsearch:Urls:0", $"{world.Cluster.Proxy.Url}~{sender}/"), ("Runs:Instance", instance)];
        _host = world.Cluster.CreateProduct(Clock, [.. _identity, .. settings]);
    }

    /// <summary>By what the proxy knows it.</summary>
    public string Sender { get; }

    /// <summary>The clock of its machine, which need not be right.</summary>
    public FakeTimeProvider Clock { get; }

    public bool HasCrashed => _life.IsCancellationRequested;

    public Configuration Configuration => TestCluster.Configuration(_host);

    /// <summary>Puts other settings in force while it runs.</summary>
    public void Replace(IEnumerable<(string Key, string Value)> settings) =>
        _host.Services.GetRequiredService<Generations>().Replace(_world.Cluster.Configure([.. _identity, .. settings]));

    /// <summary>For the cluster the same as `kill -9`, once the proxy lets nothing more of it through.</summary>
    public void Crash() => _life.Cancel();

    /// <summary>The reports of the groups, those that it lived to tell.</summary>
    public async Task<IReadOnlyList<RunReport>> RunAsync(IEnumerable<string> groups)
    {
        var reports = new List<RunReport>();
        try
        {
            await foreach (
                var report in _host.Services.GetRequiredService<Generations>().RunAsync([.. groups], _life.Token)
            )
            {
                reports.Add(report);
            }
        }
        catch (OperationCanceledException) when (HasCrashed)
        {
            // It is gone, as it was to be.
        }

        return reports;
    }

    /// <summary>As somebody does who has seen that alerts were refused for good, and mended why.</summary>
    public async Task RetryRejectedAsync()
    {
        var rejected = TestCluster.Service<RejectedAlerts>(_host);
        await rejected.RetryAsync(
            await rejected.ListAsync(TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
    }

    public void Dispose()
    {
        _host.Dispose();
        _life.Dispose();
    }
}
