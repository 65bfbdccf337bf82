using System.Globalization;
using System.Linq;

namespace Detections.Eql.Functions;

/// <summary>Functions in the words of error messages.</summary>
internal static class FunctionText
{
    /// <summary>The call as documentation writes it.</summary>
    public static string Signature(Function function) =>
        $"{function.Name}({string.Join(", ", function.Parameters.Select(Describe))})";

    /// <summary>How many arguments it takes.</summary>
    public static string Arity(Function function)
    {
        var least = function.MinArguments.ToString(CultureInfo.InvariantCulture);
        return function.MaxArguments is not { } most ? $"at least {least} {Noun(function.MinArguments)}"
            : most == function.MinArguments ? $"exactly {least} {Noun(most)}"
            : $"{least} to {most.ToString(CultureInfo.InvariantCulture)} arguments";
    }

    private static string Noun(int count) => count == 1 ? "argument" : "arguments";

    private static string Describe(Parameter parameter) =>
        parameter.IsRepeated ? $"{parameter.Name}, …"
        : parameter.IsOptional ? $"{parameter.Name}?"
        : parameter.Name;
}
