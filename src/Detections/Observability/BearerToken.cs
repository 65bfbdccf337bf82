using System.Security.Cryptography;
using System.Text;
using Detections.Scheduling;
using Microsoft.AspNetCore.Http;

namespace Detections.Observability;

/// <summary>Lets in only who shows the token of the settings in force, where they have one.</summary>
internal sealed class BearerToken(RequestDelegate next, Generations generations)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        if (generations.Configuration.Settings.Http.Token is not { } token || Shows(context.Request, token))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return context.Response.WriteAsync(
            "Show the token of Http:Token as \"Authorization: Bearer …\".",
            context.RequestAborted
        );
    }

    private static bool Shows(HttpRequest request, string token)
    {
        var shown = request.Headers.Authorization.ToString();
        return shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(shown[Scheme.Length..]),
                Encoding.UTF8.GetBytes(token)
            );
    }
}
