using System.Security.Authentication;

namespace Detections.Elasticsearch;

/// <summary>The server's certificate is not trusted; the message says why.</summary>
internal sealed class CertificateException(string message) : AuthenticationException(message);
