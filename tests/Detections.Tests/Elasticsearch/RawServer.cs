using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Detections.Tests.Elasticsearch;

/// <summary>A socket on loopback that does with each connection what a test says.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    private RawServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        _serve = serve;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Url(string scheme = "http", string host = "127.0.0.1") => new($"{scheme}://{host}:{Port}/");

    public static RawServer Start(Func<NetworkStream, CancellationToken, Task> serve) => new(serve);

    /// <summary>Answers the same to everything.</summary>
    public static RawServer Answering(string answer) =>
        Start(
            async (stream, stop) =>
            {
                await ReadHeadAsync(stream, stop);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop);
            }
        );

    /// <summary>Speaks TLS, and then HTTP that is fine.</summary>
    public static RawServer Secure(
        X509Certificate2 certificate,
        X509Certificate2 authority,
        X509Certificate2? trustedClients = null,
        string body = "{}"
    )
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [authority], offline: true),
            ClientCertificateRequired = trustedClients is not null,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (trustedClients is not null)
        {
            options.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.Add(trustedClients);
        }

        return Start(
            async (stream, stop) =>
            {
                await using var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(options, stop);
                await ReadHeadAsync(secure, stop);
                await secure.WriteAsync(
                    Encoding.UTF8.GetBytes(
                        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"
                    ),
                    stop
                );
            }
        );
    }

    /// <summary>The head of a request, which ends in an empty line.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                break;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    /// <summary>The other end going away in the middle is what many of these tests are about.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await _serve(client.GetStream(), _stopped.Token);
            }
            catch (Exception e)
                when (e
                        is IOException
                            or OperationCanceledException
                            or System.Security.Authentication.AuthenticationException
                )
            {
                // The client saw the same break, and that is where it is looked at.
            }
        }
    }
}
