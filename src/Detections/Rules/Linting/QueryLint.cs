using Detections.Eql;
using Detections.Settings;

namespace Detections.Rules.Linting;

/// <summary>What a query itself shows.</summary>
internal static class QueryLint
{
    public static IEnumerable<Finding> Of(LintedRule rule) =>
        rule
            .Rule.Query.Review()
            .Select(remark =>
                rule.InQuery(remark.Line, remark.Column, CodeOf(remark.Kind), SeverityOf(remark.Kind), remark.Message)
            );

    public static FindingCode CodeOf(EqlRemarkKind kind) =>
        kind switch
        {
            EqlRemarkKind.UnknownField => FindingCode.UnknownField,
            EqlRemarkKind.Type => FindingCode.FieldType,
            EqlRemarkKind.Constant => FindingCode.ConstantCondition,
            EqlRemarkKind.Contradiction => FindingCode.ExclusiveConditions,
            EqlRemarkKind.Category => FindingCode.WrongCategory,
            _ => FindingCode.ExpensivePattern,
        };

    public static FindingSeverity SeverityOf(EqlRemarkKind kind) =>
        kind == EqlRemarkKind.Expensive ? FindingSeverity.Note : FindingSeverity.Warning;
}
