using System.Globalization;
using Detections.Eql.Functions;
using Detections.Eql.Syntax;
using Detections.Eql.Values;

namespace Detections.Eql.Compilation;

/// <summary>Calls of functions: their names, the number and types of their arguments, their constants.</summary>
internal sealed partial class Verifier
{
    private void VerifyCall(CallExpression call)
    {
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            throw source.Error(
                call.NameSpan,
                $"Unknown function [{call.Name}]{Suggestion.DidYouMean(Suggestion.Nearest(call.Name, FunctionTable.Names))}"
            );
        }

        if (call.IgnoresCase && !function.HasInsensitiveForm)
        {
            throw source.Error(
                call.NameSpan,
                $"The function [{function.Name}] has no case-insensitive form; write it without the [~]"
            );
        }

        if (
            call.Arguments.Length < function.MinArguments
            || call.Arguments.Length > (function.MaxArguments ?? int.MaxValue)
        )
        {
            throw source.Error(
                call.Span,
                $"The function [{function.Name}] takes {FunctionText.Arity(function)}, found {Count(call.Arguments.Length)}: {FunctionText.Signature(function)}"
            );
        }

        for (var index = 0; index < call.Arguments.Length; index++)
        {
            VerifyArgument(function, index, call.Arguments[index]);
        }

        VerifyConstants(call, function);
    }

    private void VerifyConstants(CallExpression call, Function function)
    {
        var constants = new Scalar?[call.Arguments.Length];
        for (var index = 0; index < constants.Length; index++)
        {
            constants[index] = FieldCollector.Collect(call.Arguments[index]).IsEmpty
                ? OperandCompiler.Evaluate(call.Arguments[index], resolver)
                : null;
        }

        var binding = function.Bind(constants, call.IgnoresCase);
        if (binding.Problem is { } problem)
        {
            throw source.Error(call.Arguments[binding.Argument].Span, problem);
        }
    }

    private static string Count(int arguments) =>
        arguments == 0 ? "none" : arguments.ToString(CultureInfo.InvariantCulture);

    private void VerifyArgument(Function function, int index, Expression argument)
    {
        VerifyOperand(argument);
        var parameter = function.ParameterOf(index);
        var type = TypeOf(argument);
        var position = $"Argument {(index + 1).ToString(CultureInfo.InvariantCulture)} of [{function.Name}]";
        var isFraction =
            parameter.Type == ParameterType.Integer
            && argument is LiteralExpression { Value: Number { IsInteger: false } };
        if (!Accepts(parameter.Type, type) || isFraction)
        {
            throw source.Error(
                argument.Span,
                $"{position}, [{parameter.Name}], must be {Describe(parameter.Type)}, found {DescribeTyped(argument)}"
            );
        }

        if (parameter.IsConstant && !FieldCollector.Collect(argument).IsEmpty)
        {
            throw source.Error(
                argument.Span,
                $"{position}, [{parameter.Name}], must be constant, found {Describe(argument)}"
            );
        }
    }

    private static bool Accepts(ParameterType parameter, StaticType type) =>
        type is StaticType.Unknown or StaticType.Null
        || parameter switch
        {
            ParameterType.Text => type is StaticType.Text or StaticType.Version,
            ParameterType.Number or ParameterType.Integer => type == StaticType.Number,
            ParameterType.Boolean => type == StaticType.Boolean,
            ParameterType.Address => type is StaticType.Address or StaticType.Text,
            _ => true,
        };

    private static string Describe(ParameterType type) =>
        type switch
        {
            ParameterType.Text => "a string",
            ParameterType.Number => "a number",
            ParameterType.Integer => "an integer",
            ParameterType.Boolean => "true or false",
            ParameterType.Address => "an IP address",
            _ => "a value",
        };
}
