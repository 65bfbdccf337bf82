using System.Net;
using Detections.Settings;

namespace Detections.Elasticsearch;

/// <summary>The configured URLs: which one is asked now, and what the last trouble with each was.</summary>
internal sealed class ClusterNodes
{
    /// <summary>What requests are addressed to until a node is chosen.</summary>
    public static readonly Uri Placeholder = new("http://elasticsearch/");

    private readonly ElasticsearchSettings _settings;
    private readonly CertificateCheck _certificates;
    private readonly Uri[] _bases;
    private readonly string?[] _troubles;
    private int _current;

    /// <param name="urls">Where not all that are set are meant.</param>
    public ClusterNodes(ElasticsearchSettings settings, CertificateCheck certificates, IReadOnlyList<Uri>? urls = null)
    {
        _settings = settings;
        _certificates = certificates;
        _bases =
        [
            .. (urls ?? settings.Urls).Select(n => n.AbsoluteUri.EndsWith('/') ? n : new Uri(n.AbsoluteUri + "/")),
        ];
        _troubles = new string?[_bases.Length];
    }

    public int Current => Volatile.Read(ref _current);

    public Uri this[int position] => _bases[position];

    public void Answered(int position, HttpStatusCode status)
    {
        if (status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
        {
            MoveOn(position, $"it answered {(int)status}");
        }
        else
        {
            Volatile.Write(ref _troubles[position], null);
        }
    }

    public void Failed(int position, Exception exception)
    {
        var url = _bases[position];
        MoveOn(
            position,
            ConnectionTrouble.Explain(
                exception,
                url,
                ProxyOf(url),
                _settings.RequestTimeout,
                _certificates.DemandsCertificate(url.IdnHost)
            )
        );
    }

    /// <summary>What requests go through on their way to a URL: what is set, else what the environment says.</summary>
    public Uri? ProxyOf(Uri url) =>
        _settings.Proxy ?? (HttpClient.DefaultProxy.IsBypassed(url) ? null : HttpClient.DefaultProxy.GetProxy(url));

    /// <summary>Where there is one URL, its trouble; where there are several, that of each.</summary>
    public string Explain(Exception exception)
    {
        var troubles = Troubles();
        var ownWords = ConnectionTrouble.Explain(exception, Placeholder, null, _settings.RequestTimeout);
        return troubles.Count switch
        {
            0 => $": {ownWords}",
            1 when _bases.Length == 1 => $" from {troubles[0].Url}: {troubles[0].Trouble}",
            _ => $". {string.Join(". ", troubles.Select(t => $"{t.Url}: {t.Trouble}"))}",
        };
    }

    private List<(string Url, string Trouble)> Troubles() =>
        [
            .. _bases
                .Select((url, i) => (Url: url.ToString(), Trouble: Volatile.Read(ref _troubles[i])))
                .Where(t => t.Trouble is not null)
                .Select(t => (t.Url, t.Trouble!)),
        ];

    private void MoveOn(int from, string trouble)
    {
        Volatile.Write(ref _troubles[from], trouble);
        Interlocked.CompareExchange(ref _current, (from + 1) % _bases.Length, from);
    }
}
