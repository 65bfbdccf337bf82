using System.Net;
using System.Net.Sockets;
using Detections.Elasticsearch;
using Detections.Settings;

namespace Detections.Diagnosis;

/// <summary>The way to each URL, step by step: its name, its port, its certificate, its answer.</summary>
internal sealed class UrlCheck(ElasticsearchSettings settings, TimeProvider local)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<ClusterIdentity> _identities = [];
    private readonly List<string> _unsupported = [];
    private bool _isRefused;

    /// <summary>Whether anything that may be the cluster has answered.</summary>
    public bool Reached => _identities.Count > 0 || _unsupported.Count > 0 || _isRefused;

    private TimeSpan Timeout => settings.RequestTimeout < Patience ? settings.RequestTimeout : Patience;

    public async Task<IReadOnlyList<CheckResult>> LookAsync(Uri url, CancellationToken cancellationToken)
    {
        using var probe = new UrlProbe(settings, url, Timeout);
        var results = new List<CheckResult>
        {
            await StepAsync("dns", url, probe, c => ResolveAsync(url, probe, c), cancellationToken),
        };
        if (results[^1].Status != CheckStatus.Red)
        {
            results.Add(await StepAsync("tcp", url, probe, c => ConnectAsync(url, probe, c), cancellationToken));
        }

        if (results[^1].Status != CheckStatus.Red)
        {
            var answer = await StepAsync("http", url, probe, c => AskAsync(url, probe, c), cancellationToken);
            results.Add(probe.Certificate(local) ?? answer with { Id = "tls" });
            if (results[^1].Status != CheckStatus.Red)
            {
                results.Add(answer);
            }
        }

        return results;
    }

    /// <summary>What the URLs together lead to.</summary>
    public IReadOnlyList<CheckResult> Conclude()
    {
        const string id = "cluster";
        const string subject = "cluster";
        if (!Reached)
        {
            return [CheckResult.Red(id, subject, "no URL leads to it", "Mend one of the URLs above")];
        }

        if (_unsupported.Count > 0)
        {
            return [.. _unsupported.Distinct(StringComparer.Ordinal).Select(u => CheckResult.Red(id, subject, u))];
        }

        if (_identities.Count == 0)
        {
            return [CheckResult.Green(id, subject, "answers, and wants to know first who asks")];
        }

        var clusters = _identities.Where(i => i.Uuid.Length > 0).DistinctBy(i => i.Uuid).ToList();
        if (clusters.Count > 1)
        {
            return
            [
                CheckResult.Red(
                    id,
                    subject,
                    $"the URLs lead to {clusters.Count} clusters: {string.Join(", ", clusters.Select(c => $"{c.Name} ({c.Uuid})"))}",
                    "Elasticsearch:Urls is for the nodes of one cluster: remove those of the others"
                ),
            ];
        }

        var identity = _identities[0];
        return
        [
            CheckResult.Green(
                id,
                subject,
                identity.Name.Length > 0 ? $"{identity}, named {identity.Name}" : $"{identity}"
            ),
            .. identity.Notices.Select(n =>
                CheckResult.Amber(id, subject, n, "See what the README says about the versions it supports")
            ),
        ];
    }

    private static async Task<CheckResult> ResolveAsync(Uri url, UrlProbe probe, CancellationToken cancellationToken)
    {
        var host = probe.Next.IdnHost;
        if (IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            return CheckResult.Green("dns", url.ToString(), $"{probe.Called}{host} is an address");
        }

        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        return CheckResult.Green(
            "dns",
            url.ToString(),
            $"{probe.Called}{host} is {Words.List([.. addresses.Select(a => a.ToString())])}"
        );
    }

    private async Task<CheckResult> ConnectAsync(Uri url, UrlProbe probe, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        var started = local.GetTimestamp();
        await client.ConnectAsync(probe.Next.IdnHost, probe.Next.Port, cancellationToken);
        var took = local.GetElapsedTime(started).TotalMilliseconds;
        return CheckResult.Green(
            "tcp",
            url.ToString(),
            $"{probe.Called}{Shown((IPEndPoint)client.Client.RemoteEndPoint!)} connected in {took:0} ms"
        );
    }

    private static IPEndPoint Shown(IPEndPoint end) =>
        end.Address.IsIPv4MappedToIPv6 ? new(end.Address.MapToIPv4(), end.Port) : end;

    private async Task<CheckResult> AskAsync(Uri url, UrlProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            var identity = await new ClusterInfo(probe.Client).IdentifyAsync(cancellationToken);
            _identities.Add(identity);
            return CheckResult.Green("http", url.ToString(), $"answers as {identity}");
        }
        catch (UnsupportedClusterException e)
        {
            _unsupported.Add(e.Message);
            return CheckResult.Green("http", url.ToString(), "answers, but not as it should");
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            _isRefused = true;
            return CheckResult.Green("http", url.ToString(), "answers, but does not accept the credentials");
        }
    }

    private async Task<CheckResult> StepAsync(
        string id,
        Uri url,
        UrlProbe probe,
        Func<CancellationToken, Task<CheckResult>> step,
        CancellationToken cancellationToken
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        try
        {
            return await step(patience.Token);
        }
        catch (ElasticsearchException e)
        {
            return CheckResult.Red(
                id,
                url.ToString(),
                e.InnerException is null ? e.Message : probe.Explain(e.InnerException)
            );
        }
        catch (Exception e)
            when (e is SocketException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return CheckResult.Red(id, url.ToString(), probe.Explain(e));
        }
    }
}
