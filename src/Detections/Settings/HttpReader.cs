using System.Net;

namespace Detections.Settings;

/// <summary>Reads where a running copy answers, and refuses an address that others can reach and nothing protects.</summary>
internal sealed class HttpReader(SectionReader section)
{
    private const int ShortestToken = 16;

    public HttpSettings Read()
    {
        var settings = new HttpSettings
        {
            Url = ReadUrl(),
            Token = ReadToken(),
            AllowAnonymous = section.Flag("AllowAnonymous", defaultValue: false),
        };
        if (
            !settings.Url.IsLoopback
            && !settings.AllowAnonymous
            && !section.Holds("Token")
            && !section.Holds("TokenFile")
        )
        {
            section.Fault(
                "Url",
                $"is {settings.Url}, which other machines can reach, and Http:Token is not set; set it or Http:TokenFile, or allow everybody with Http:AllowAnonymous=true."
            );
        }

        section.RefuseUnknownKeys();
        return settings;
    }

    private Uri ReadUrl()
    {
        var text = section.Text("Url");
        if (text is null)
        {
            return HttpSettings.DefaultUrl;
        }

        // The host must be an address: a server cannot listen on a name that stands for several.
        if (
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url is { Scheme: "http", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && (url.IsLoopback || IPAddress.TryParse(url.Host, out _))
        )
        {
            return url;
        }

        section.RefuseUrl(
            "Url",
            text,
            "an http address to listen on, such as http://127.0.0.1:9639 or http://0.0.0.0:9639",
            "set Http:Token instead"
        );
        return HttpSettings.DefaultUrl;
    }

    private string? ReadToken()
    {
        var token = section.Secret("Token");
        if (token is null || (token.Length >= ShortestToken && token.All(c => c is > ' ' and < (char)127)))
        {
            return token;
        }

        section.Fault(
            section.Holds("Token") ? "Token" : "TokenFile",
            $"is no token; allowed are at least {ShortestToken} printable ASCII characters without spaces. The value is not shown."
        );
        return null;
    }
}
